import { Observable, type OperatorFunction, type Subscriber, timer } from 'rxjs';
import { PeerError, webrtcError } from '../core/errors.js';
import { Listener } from '../core/listener.js';
import type { Tagged } from '../core/operators/of-kind.js';
import type { ConnectionOutput, EndedBy } from './output.js';

/** The connection came to its end in good order. */
export interface Ended {
  readonly kind: 'ended';
  readonly by: EndedBy;
  readonly reason?: string | undefined;
}

/** What happens to a connection, on the way to its shell. */
export type Happening<Output extends Tagged> = Output | ConnectionOutput | Ended;

/** Somebody wants it to end; `error`, where something has gone wrong. */
interface Closing extends Pick<Ended, 'by' | 'reason'> {
  readonly error?: PeerError | undefined;
}

type Last = Ended | Extract<ConnectionOutput, { readonly kind: 'failed' }>;

const asPeerError = (thrown: unknown): PeerError =>
  thrown instanceof PeerError ? (thrown as PeerError) : webrtcError(thrown);

class Lifetime<Output extends Tagged> {
  readonly #listener: Subscriber<Output | ConnectionOutput>;
  readonly #place: (error: PeerError) => PeerError;
  /** Unsubscribing it frees everything. */
  readonly #source = new Listener<Happening<Output>>({
    next: (happening) => {
      this.#tell(happening);
    },
    error: (thrown) => {
      this.#end({ kind: 'failed', error: asPeerError(thrown) });
    },
    complete: () => undefined, // and waits for somebody to close it
  });
  #stage: 'beginning' | 'begun' | 'closed' = 'beginning';

  constructor(listener: Subscriber<Output | ConnectionOutput>, place: (error: PeerError) => PeerError) {
    this.#listener = listener;
    this.#place = place;
    listener.add(this.#source);
  }

  begin(source$: Observable<Happening<Output>>): void {
    source$.subscribe(this.#source);
    this.#stage = 'begun';
  }

  /** It ends now. Whoever closes it while that is told, as listeners of an error do, changes nothing. */
  close({ by, reason, error }: Closing): void {
    if (this.#stage === 'closed') return;
    this.#stage = 'closed';
    this.#stop();
    if (error) this.#listener.next({ kind: 'failed', error: this.#place(error) });
    this.#listener.next({ kind: 'closed', by, ...(reason !== undefined && { reason }) });
    this.#listener.complete();
  }

  #tell(happening: Happening<Output>): void {
    const known = happening as ConnectionOutput | Ended;
    switch (known.kind) {
      case 'error':
        this.#listener.next({ ...known, error: this.#place(known.error) });
        break;
      case 'failed':
      case 'ended':
        this.#end(known);
        break;
      default:
        this.#listener.next(happening as Output);
    }
  }

  #end(last: Last): void {
    this.#stop();
    if (this.#stage === 'begun') this.#conclude(last);
    else {
      // The application, which is only just being given the connection, is not listening yet.
      this.#listener.add(
        timer(0).subscribe(() => {
          this.#conclude(last);
        }),
      );
    }
  }

  #conclude(last: Last): void {
    this.close(last.kind === 'failed' ? { ...last, by: 'other-side' } : last);
  }

  #stop(): void {
    this.#source.unsubscribe(); // so what it still tells while it is being freed is not heard
  }
}

/**
 * Tells what happens to a connection until it ends. The end is told last and once, as `closed`, when everything is freed; a
 * failure before it, with where it happened. What the source errors with is a failure. One step instead of a dozen
 * operators, because every message of the connection passes here.
 *
 * @param close$ - ends it at once
 * @param place - says in an error where it happened
 */
export const untilEnded =
  <Output extends Tagged>(
    close$: Observable<Closing>,
    place: (error: PeerError) => PeerError,
  ): OperatorFunction<Happening<Output>, Output | ConnectionOutput> =>
  (source$) =>
    new Observable((listener) => {
      const lifetime = new Lifetime(listener, place);
      lifetime.begin(source$);
      listener.add(
        close$.subscribe((closing) => {
          lifetime.close(closing);
        }),
      );
    });
