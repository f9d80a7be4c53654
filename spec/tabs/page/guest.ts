// Connections that come and go in every way there is. Plain listeners, and nothing is kept: what is left is the library's.
import { type DataConnection, type MediaConnection, Peer, type PeerOptions } from 'rxpeer';
import { event, HOST, type Order } from './host.js';
import { Living } from './living.js';
import { picture } from './picture.js';

/** Bytes that are cut in chunks. */
const PAYLOAD = 20_000;
const SETTLE = 200; // milliseconds

const closed = (connection: { on(event: 'close', listener: () => void): unknown }): Promise<void> =>
  event((done) => connection.on('close', done));

const opened = (connection: DataConnection): Promise<void> => event((done) => connection.on('open', done));

/** From here on each end of a call learns of the other's. */
const talking = (call: MediaConnection): Promise<void> => event((done) => call.on('willCloseOnRemote', done));

const endHere = async (connection: DataConnection | MediaConnection): Promise<void> => {
  await settle();
  const end = closed(connection);
  connection.close();
  await end;
};

/**
 * Until nothing more is to come. Chromium keeps an RTCPeerConnection for ever that is closed while an event of it is on its way,
 * whoever has made it.
 */
const settle = (): Promise<void> => event((done) => setTimeout(done, SETTLE));

/** There and back. */
const exchange = async (connection: DataConnection): Promise<void> => {
  const answer = event((done) => connection.on('data', () => done()));
  connection.send(new Uint8Array(PAYLOAD));
  await answer;
};

/** The page that is measured. */
export class Guest {
  readonly living = new Living();
  readonly #options: PeerOptions;
  readonly #stream = picture();
  readonly #peer: Peer;
  readonly #going: string[] = [];
  #done = 0;
  /** Takes the connection that the host opens. */
  #take: (connection: DataConnection) => void = () => undefined;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#peer = new Peer('guest', options);
    this.#peer.on('connection', (connection) => this.#take(connection));
  }

  /** How many connections there have been, and what is going on. */
  get progress(): { readonly done: number; readonly going: readonly string[] } {
    return { done: this.#done, going: this.#going };
  }

  /** Opens and ends so many connections, one of each way at a time. */
  async run(count: number): Promise<void> {
    const slow: Promise<void>[] = [];
    const names = Object.keys(this.#ways);
    for (let done = 0; done < count; done += names.length) {
      const running = names.slice(0, count - done).map((name) => this.#run(name));
      // The server takes 5 s to say that somebody is not there.
      slow.push(...running.slice(0, 1));
      await Promise.all(running.slice(1));
    }
    await Promise.all(slow);
  }

  async #run(name: string): Promise<void> {
    this.#going.push(name);
    await this.#ways[name]?.();
    this.#going.splice(this.#going.indexOf(name), 1);
    this.#done += 1;
  }

  readonly #ways: Readonly<Record<string, () => Promise<void>>> = {
    'nobody there': () => closed(this.#connect('wait', `nobody-${crypto.randomUUID()}`)),
    'closed here': async () => {
      const connection = this.#connect('wait');
      await opened(connection);
      await exchange(connection);
      await endHere(connection);
    },
    'closed there': async () => {
      const connection = this.#connect('close');
      const end = closed(connection);
      await opened(connection);
      await exchange(connection);
      await end;
    },
    'refused there': () => closed(this.#connect('refuse')),
    'incoming, closed here': async () => {
      const incoming = new Promise<DataConnection>((resolve) => {
        this.#take = resolve;
      });
      const asking = this.#connect('connect back');
      await opened(asking);
      await exchange(asking);
      const connection = await incoming;
      this.#take = () => undefined;
      this.living.watch(connection);
      if (!connection.open) await opened(connection);
      await Promise.all([endHere(connection), endHere(asking)]);
    },
    'Peer destroyed': async () => {
      const peer = new Peer(this.#options);
      this.living.watch(peer);
      const connection = this.#connect('wait', HOST, peer);
      await opened(connection);
      await exchange(connection);
      const end = closed(connection);
      peer.destroy();
      await end;
    },
    'call, closed here': async () => {
      const call = this.#call('wait');
      await talking(call);
      await endHere(call);
    },
    'call, closed there': () => closed(this.#call('close')),
    'call, refused there': () => closed(this.#call('refuse')),
    'call, given up': async () => endHere(this.#call('wait')),
  };

  #connect(order: Order, to = HOST, peer = this.#peer): DataConnection {
    return this.#watched(peer.connect(to, { label: order, reliable: true }));
  }

  #call(order: Order): MediaConnection {
    return this.#watched(this.#peer.call(HOST, this.#stream, { metadata: order }));
  }

  #watched<T extends object>(connection: T): T {
    this.living.watch(connection);
    return connection;
  }
}
