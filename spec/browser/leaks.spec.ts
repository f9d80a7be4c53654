import { Peer } from 'rxpeer';
import { useBench } from '../support/browser/bench.js';
import { beginCensus } from '../support/browser/census.js';
import { canvasAndTone } from '../support/browser/media.js';
import { isSoak, options, uniqueId } from '../support/browser/page.js';

const PEERS = isSoak ? 1_000 : 100;
/** One peer in so many calls instead of opening a data connection; another one is destroyed before anything is open. */
const CALLS_EVERY = 10;
/** Milliseconds for one peer on a busy machine. */
const PER_PEER = 1_200;

const NOTHING = { sockets: 0, peerConnections: 0, timers: 0, subscriptions: 0 };

/** Milliseconds that one event may take on a busy machine. */
const PATIENCE = 20_000;
/** Milliseconds between two looks. */
const LOOK = 10;
/** The page's own, which no census counts. */
const { setTimeout: wait } = window;

/** Plain callbacks: what the spec itself subscribes to would be counted too. What does not come is told by its name. */
const event = (what: string, listen: (done: () => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    listen(resolve);
    wait(reject, PATIENCE, new Error(`This did not come: ${what}`));
  });

interface Failing {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** As above, of a connection that may fail first. */
const eventOf = (connection: Failing, what: string, listen: (done: () => void) => void): Promise<void> => {
  const failed = new Promise<never>((_, reject) => {
    connection.on('error', reject);
    connection.on('close', () => {
      reject(new Error(`The connection closed before this came: ${what}`));
    });
  });
  return Promise.race([failed, event(what, listen)]);
};

describe(`${String(PEERS)} peers`, () => {
  const bench = useBench();

  it(
    'opened, connected and destroyed in a loop leave nothing behind',
    async () => {
      const stream = canvasAndTone(bench);
      const census = beginCensus();
      bench.after(census.end);

      const host = new Peer(uniqueId('host'), options);
      const answered: unknown[] = [];
      host.on('call', (call) => {
        call.on('willCloseOnRemote', () => answered.push(call));
        call.answer(stream);
      });
      host.on('connection', (connection) => {
        connection.on('data', (data) => {
          connection.send(data);
        });
      });
      await event('the host opens', (done) => host.on('open', () => done()));

      for (let index = 1; index <= PEERS; index += 1) {
        const peer = new Peer(options);
        if (index % CALLS_EVERY === 0) {
          const call = peer.call(host.id ?? '', stream);
          await eventOf(call, `call ${String(index)} is open`, (done) => call.on('willCloseOnRemote', done));
        } else if (index % CALLS_EVERY !== 1) {
          const connection = peer.connect(host.id ?? '', { reliable: true });
          await eventOf(connection, `connection ${String(index)} opens`, (done) => connection.on('open', done));
          connection.send(new Uint8Array(20_000));
          await eventOf(connection, `echo ${String(index)}`, (done) => connection.on('data', () => done()));
        }
        await event(`peer ${String(index)} closes`, (done) => {
          peer.on('close', done);
          peer.destroy();
        });
      }
      expect(answered.length).toBeGreaterThan(0);
      expect(census.seen().sockets).toBeGreaterThan(PEERS / 2);
      expect(census.seen().peerConnections).toBeGreaterThan(PEERS);
      expect(census.seen().timers).toBeGreaterThan(PEERS / 2);
      expect(census.seen().subscriptions).toBeGreaterThan(PEERS * 10);

      host.destroy();
      // Sockets have a closing handshake with the server to do, each, and peer connections may have something to tell first.
      const isClosing = (): boolean => census.count().sockets + census.count().peerConnections > 0;
      for (let looks = 0; isClosing() && looks < PATIENCE / LOOK; looks += 1) {
        await new Promise((resolve) => wait(resolve, LOOK));
      }
      expect(census.count()).toEqual(NOTHING);
      expect(Object.keys(host.connections)).toEqual([]);
    },
    PEERS * PER_PEER,
  );
});
