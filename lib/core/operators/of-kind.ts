import type { Observable } from 'rxjs';
import { emitEach } from './emit-each.js';

/** A value that says what it is: outputs, events and commands are unions of these. */
export interface Tagged {
  /** The tag. */
  readonly kind: string;
}

/**
 * Lets through the members of a tagged union that are of one of the given kinds. It is `filter`, but cheaper: every message
 * of a connection passes several of these.
 */
export const ofKind =
  <Kind extends string>(...kinds: readonly Kind[]) =>
  <Value extends Tagged>(source$: Observable<Value>): Observable<Extract<Value, { readonly kind: Kind }>> =>
    source$.pipe(
      emitEach<Value, Extract<Value, { readonly kind: Kind }>>((value, emit) => {
        if ((kinds as readonly string[]).includes(value.kind)) emit(value as Extract<Value, { readonly kind: Kind }>);
      }),
    );
