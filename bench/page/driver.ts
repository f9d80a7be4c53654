/** Where the PeerServer is. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly key: string;
}

/** What takes the values that come. */
export type Receive = (value: unknown) => void;

/** One end of an open connection. */
export interface Link {
  /** One value, now. */
  send(value: unknown): void;
  /** Many, as whoever uses this library well sends them; ends when all of them are handed over. */
  sendMany(values: Iterable<unknown>): Promise<void>;
  close(): void;
}

/** A library, registered with the PeerServer. */
export interface Driver {
  /** Takes connections: `accept` is given each and says where its values go. */
  listen(accept: (link: Link) => Receive): void;
  /** Opens one; ends when it can be sent on. */
  connect(to: string, receive: Receive): Promise<Link>;
}

/** Registers `id`. */
export type CreateDriver = (server: Server, id: string) => Promise<Driver>;
