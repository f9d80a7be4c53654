// What a tab needs of a library: PeerJS and RxPeer have it alike.

export interface AnyConnection {
  readonly type: string;
  readonly peer: string;
  readonly label?: string;
  readonly metadata: unknown;
  readonly open: boolean;
  readonly peerConnection?: RTCPeerConnection | undefined;
  on(event: string, listener: (value: unknown) => void): unknown;
  close(options?: object): void;
  send?(value: unknown): unknown;
  answer?(stream: MediaStream): void;
}

export interface AnyPeer {
  readonly id: string | null | undefined;
  readonly open: boolean;
  readonly disconnected: boolean;
  readonly destroyed: boolean;
  on(event: string, listener: (value: unknown) => void): unknown;
  connect(peer: string, options: object): AnyConnection;
  call(peer: string, stream: MediaStream, options: object): AnyConnection;
  disconnect(): void;
  reconnect(): void;
  destroy(): void;
}

/** Registers an id. */
export type CreatePeer = (id: string, options: object) => AnyPeer;
