// What is going to happen in one run, written down before it happens. Machines go by their number.

/** What a user calls. `which` chooses among what there is by then. */
export type UserAct =
  | { readonly kind: 'connect'; readonly to: Whom; readonly reliable: boolean; readonly serialization: string }
  | { readonly kind: 'call'; readonly to: Whom; readonly stream: boolean }
  | { readonly kind: 'answer'; readonly which: number; readonly stream: boolean }
  | { readonly kind: 'send'; readonly which: number; readonly count: number; readonly bytes: number }
  | { readonly kind: 'close'; readonly which: number; readonly how: 'at-once' | 'flush' | 'reason' }
  | { readonly kind: 'listen'; readonly to: 'connections' | 'calls' | 'data'; readonly which: number }
  | { readonly kind: 'disconnect' | 'reconnect' | 'destroy' | 'leave' | 'wake' | 'list-peers' }
  /** The next time that this happens, in the middle of it. */
  | { readonly kind: 'react'; readonly to: ReactsTo; readonly by: UserAct };

/** Another machine, or an id that nobody has. */
export type Whom = number | 'nobody';

export type ReactsTo = 'open' | 'connected' | 'invited' | 'called' | 'data' | 'closed' | 'error' | 'disconnected';

/** What networks, servers and platforms do to people. */
export type Fault =
  /** The socket to the server is cut. The client notices. */
  | { readonly kind: 'cut'; readonly machine: number; readonly server: 'notices' | 'holds' }
  /** From here on nothing passes over the socket, and nobody is told. */
  | { readonly kind: 'stall'; readonly machine: number }
  /** All clients and queues are forgotten; nobody reaches the server for so long. */
  | { readonly kind: 'restart'; readonly lasts: number }
  /** Nothing passes between two machines. */
  | { readonly kind: 'outage'; readonly machine: number; readonly other: number; readonly lasts: number }
  /** Nothing passes between a machine and anybody else, the server included. */
  | { readonly kind: 'offline'; readonly machine: number; readonly lasts: number }
  /** One end of a connection finds that its path is dead, though it is not. */
  | { readonly kind: 'ice-fails'; readonly which: number }
  /** A machine stops existing without a word. */
  | { readonly kind: 'vanish'; readonly machine: number; readonly server: 'notices' | 'holds' };

/** One thing that happens, so many milliseconds after the beginning. */
export type Step =
  | { readonly kind: 'user'; readonly at: number; readonly machine: number; readonly act: UserAct }
  | { readonly kind: 'fault'; readonly at: number; readonly fault: Fault };

/** A machine and its Peer. */
export interface MachinePlan {
  /** Left out, the server assigns one. */
  readonly id: string | undefined;
  /** When the Peer is made. */
  readonly arrives: number;
  readonly reconnect: 'never' | 'always' | 'twice';
  readonly liveness: number;
  readonly pingInterval: number;
  /** Whether connections, and calls, are listened to from the start. */
  readonly listens: 'at-once' | 'when-told';
  /** Whether the data of a connection is listened to from the start. */
  readonly reads: 'at-once' | 'when-told';
  /** Whether calls are answered as they come. */
  readonly answers: 'at-once' | 'when-told';
}

/** What signalling does to messages between peers: chances in a thousand, and milliseconds. */
export interface Signalling {
  readonly lost: number;
  readonly doubled: number;
  readonly delayed: number;
  readonly longestDelay: number;
}

export interface Scenario {
  readonly seed: number;
  /** Milliseconds one way, between any two. */
  readonly latency: number;
  readonly signalling: Signalling;
  /** Milliseconds until an end finds its candidate; 0 is so early that it goes with the description. */
  readonly gathersFor: number;
  /** How many of two ends have to be told a candidate of the other. */
  readonly candidates: 1 | 2;
  /** Milliseconds of silence until ICE says `disconnected`, and `failed`. */
  readonly ice: { readonly disconnected: number; readonly failed: number };
  readonly machines: readonly MachinePlan[];
  /** In the order in which they happen. */
  readonly steps: readonly Step[];
  /** When the faults end. */
  readonly end: number;
}
