// What is used here of simple-peer 9.11.1, from its file for script tags.

interface SimplePeerSignal {
  readonly type?: string;
  readonly sdp?: string;
  readonly candidate?: RTCIceCandidateInit;
}

interface SimplePeerEvents {
  signal: (signal: SimplePeerSignal) => void;
  connect: () => void;
  data: (data: Uint8Array) => void;
  drain: () => void;
  close: () => void;
  error: (error: Error) => void;
}

declare class SimplePeer {
  constructor(options: { initiator?: boolean; config?: RTCConfiguration; objectMode?: boolean });
  signal(signal: SimplePeerSignal): void;
  send(message: string | Uint8Array): void;
  /** False: wait for `drain`. */
  write(message: string | Uint8Array): boolean;
  destroy(): void;
  on<E extends keyof SimplePeerEvents>(event: E, listener: SimplePeerEvents[E]): this;
  once<E extends keyof SimplePeerEvents>(event: E, listener: SimplePeerEvents[E]): this;
}
