import {
  asapScheduler,
  asyncScheduler,
  BehaviorSubject,
  concatMap,
  defer,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  type Observable,
  observeOn,
  of,
  Subject,
} from 'rxjs';
import type { Candidate, ChannelInit, DataChannel, Description, Lifeline, PeerConnection } from 'rxpeer';
import { FakeDataChannel } from './fake-data-channel.js';

/** What Chromium agrees on with itself and with Firefox, in bytes. */
const USUAL_MESSAGE_SIZE = 262_144;

/** What a peer connection may be asked for, with the steps of `describe` one by one. */
type Step = 'createOffer' | 'createAnswer' | 'applyLocal' | Exclude<keyof PeerConnection, 'describe' | 'prepareOffer'>;

/** Something that was asked of the connection, in the order of asking. */
export interface Call {
  readonly name: Step;
  readonly argument?: unknown;
}

/**
 * What the steps of a negotiation answer: a marble that takes its time, or fails. Each is a function of what it was given,
 * called when somebody subscribes. Left out, a step succeeds at once.
 */
export interface Answers {
  readonly createOffer: () => Observable<Description>;
  readonly createAnswer: () => Observable<Description>;
  readonly applyLocal: (description: Description) => Observable<void>;
  readonly applyRemote: (description: Description) => Observable<void>;
  readonly addCandidate: (candidate: Candidate) => Observable<void>;
  /** By default a channel that the test opens. May throw. */
  readonly createChannel: (label: string, init: ChannelInit) => FakeDataChannel;
  readonly maxMessageSize: () => number;
  /** By default something new has come each time. */
  readonly heard: () => Observable<number>;
  /** What asking over the lifeline does. */
  readonly ask: () => void;
  /** What telling over the lifeline does. */
  readonly tell: (received: number) => void;
  readonly close: () => void;
}

const done = (): Observable<void> => of(undefined);

const DEFAULTS: Omit<Answers, 'heard'> = {
  createOffer: () => of({ type: 'offer', sdp: 'offer' }),
  createAnswer: () => of({ type: 'answer', sdp: 'answer' }),
  applyLocal: done,
  applyRemote: done,
  addCandidate: done,
  createChannel: () => new FakeDataChannel(),
  maxMessageSize: () => USUAL_MESSAGE_SIZE,
  ask: () => undefined,
  tell: () => undefined,
  close: () => undefined,
};

/** A stream of the given kinds, as far as RxPeer looks at one. */
export const fakeStream = (id: string, ...kinds: readonly ('audio' | 'video')[]): MediaStream =>
  ({ id, getTracks: () => kinds.map((kind) => ({ kind })) }) as unknown as MediaStream;

/** A candidate that differs from others by its number. */
export const fakeCandidate = (n: number): Candidate => ({
  candidate: `candidate:${String(n)} 1 udp 2122260223 192.0.2.1 ${String(50_000 + n)} typ host`,
  sdpMid: '0',
  sdpMLineIndex: 0,
});

/**
 * A peer connection that does nothing by itself: the test says what its steps answer, and what happens to it. It keeps what
 * it was asked, and counts who listens, so that a spec can tell that nobody does any more.
 */
export class FakePeerConnection implements PeerConnection {
  readonly #answers: Omit<Answers, 'heard'> & Partial<Pick<Answers, 'heard'>>;
  #heard = 0;
  readonly #candidate$ = new Subject<Candidate>();
  readonly #iceState$ = new BehaviorSubject<RTCIceConnectionState>('new');
  readonly #state$ = new BehaviorSubject<RTCPeerConnectionState>('new');
  readonly #channel$ = new Subject<DataChannel>();
  readonly #stream$ = new Subject<MediaStream>();
  readonly #told$ = new Subject<number>();

  readonly native = { fake: 'RTCPeerConnection' } as unknown as RTCPeerConnection;
  readonly candidate$ = this.#counted(this.#candidate$);
  readonly iceState$ = this.#counted(this.#iceState$);
  readonly state$ = this.#counted(this.#state$);
  readonly channel$ = this.#counted(this.#channel$);
  readonly stream$ = this.#counted(this.#stream$);

  /** Everything that was asked so far. A step counts when it is subscribed to. */
  readonly calls: Call[] = [];
  /** The channels that this end has made. */
  readonly channels: FakeDataChannel[] = [];
  /** Calls of `close()`. */
  closes = 0;
  /** Streams that somebody listens to, and steps that are under way. */
  subscriptions = 0;
  #prepared: Description | undefined;
  /** `spare`: nobody has asked anything of it, or listened to it. */
  use: 'spare' | 'taken' = 'spare';

  constructor(answers: Partial<Answers> = {}) {
    this.#answers = { ...DEFAULTS, ...answers };
  }

  prepareOffer(): void {
    this.#answers.createOffer().subscribe({
      next: (offer) => {
        this.#prepared = offer;
      },
      error: () => undefined,
    });
  }

  describe(type: Description['type'], change?: (description: Description) => Description): Observable<Description> {
    const name = type === 'offer' ? 'createOffer' : 'createAnswer';
    const apply = (description: Description): Observable<Description> =>
      this.#step('applyLocal', () => this.#answers.applyLocal(description), description).pipe(map(() => description));
    return defer(() => {
      const prepared = type === 'offer' && !change && !this.asked.includes('addStream') ? this.#prepared : undefined;
      return prepared
        ? merge(apply(prepared).pipe(ignoreElements()), of(prepared).pipe(observeOn(asapScheduler)))
        : this.#step(name, () => this.#answers[name]()).pipe(concatMap((made) => apply(change ? change(made) : made)));
    });
  }

  applyRemote(description: Description): Observable<void> {
    return this.#step('applyRemote', () => this.#answers.applyRemote(description), description);
  }

  addCandidate(candidate: Candidate): Observable<void> {
    return this.#step('addCandidate', () => this.#answers.addCandidate(candidate), candidate);
  }

  createChannel(label: string, init: ChannelInit): DataChannel {
    this.calls.push({ name: 'createChannel', argument: { label, ...init } });
    const channel = this.#answers.createChannel(label, init);
    this.channels.push(channel);
    return channel;
  }

  addStream(stream: MediaStream | undefined, receive: 'both-kinds' | 'as-offered'): void {
    this.calls.push({ name: 'addStream', argument: { stream, receive } });
  }

  maxMessageSize(): number {
    return this.#answers.maxMessageSize();
  }

  heard(): Observable<number> {
    return this.#step('heard', this.#answers.heard ?? (() => of((this.#heard += 1))));
  }

  openLifeline(): Lifeline {
    if (!this.asked.includes('openLifeline')) this.calls.push({ name: 'openLifeline' });
    return {
      ask: () => {
        this.#answers.ask();
      },
      tell: (received) => {
        this.#answers.tell(received);
      },
      told$: this.#counted(this.#told$),
      now: () => asyncScheduler.now(),
    };
  }

  close(): void {
    this.closes += 1;
    if (this.closes === 1) this.#answers.close();
  }

  // What the test drives.

  /** A local candidate is found. */
  gather(candidate: Candidate): void {
    this.#candidate$.next(candidate);
  }

  setIceState(state: RTCIceConnectionState): void {
    this.#iceState$.next(state);
  }

  setState(state: RTCPeerConnectionState): void {
    this.#state$.next(state);
  }

  /** The other end has opened a channel. */
  receiveChannel(channel: DataChannel): void {
    this.#channel$.next(channel);
  }

  /** The other end says over the lifeline how much has come. */
  tell(received: number): void {
    this.#told$.next(received);
  }

  /** The other end sends a stream. */
  receiveStream(stream: MediaStream): void {
    this.#stream$.next(stream);
  }

  /** The state that was told last. */
  get state(): RTCPeerConnectionState {
    return this.#state$.value;
  }

  /** The names of the calls so far. */
  get asked(): Step[] {
    return this.calls.map(({ name }) => name);
  }

  #step<T>(name: Step, answer: () => Observable<T>, argument?: unknown): Observable<T> {
    return this.#counted(
      defer(() => {
        this.calls.push(argument === undefined ? { name } : { name, argument });
        return answer();
      }),
    );
  }

  /** Silent once the connection is closed, and counted while somebody listens. */
  #counted<T>(source$: Observable<T>): Observable<T> {
    return defer(() => {
      this.use = 'taken';
      this.subscriptions += 1;
      return source$.pipe(
        filter(() => this.closes === 0),
        finalize(() => {
          this.subscriptions -= 1;
        }),
      );
    });
  }
}
