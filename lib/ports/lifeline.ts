import type { Observable } from 'rxjs';

/**
 * The channel that two RxPeers have besides that of the application (negotiated, RFC 8831, section 6.5). Nothing of what is
 * said on it reaches an application.
 */
export interface Lifeline {
  /** Has the other side's transport answer, whatever its page does. Does nothing where it cannot, or something is under way already. */
  readonly ask: () => void;
  /** Tells the other side how much has come from there. Where it cannot be told yet, it is once the lifeline is open. */
  readonly tell: (received: number) => void;
  /** What the other side tells, not always in order. Hot; completes when there is no more to come. */
  readonly told$: Observable<number>;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
}
