import { filter, type Observable } from 'rxjs';

/** A value that says what it is: outputs, events and commands are unions of these. */
export interface Tagged {
  /** The tag. */
  readonly kind: string;
}

/** Lets through the members of a tagged union that are of one of the given kinds. */
export const ofKind =
  <Kind extends string>(...kinds: readonly Kind[]) =>
  <Value extends Tagged>(source$: Observable<Value>): Observable<Extract<Value, { readonly kind: Kind }>> =>
    source$.pipe(
      filter((value): value is Extract<Value, { readonly kind: Kind }> =>
        (kinds as readonly string[]).includes(value.kind),
      ),
    );
