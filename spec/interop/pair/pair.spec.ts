import { map, retry, shareReplay, Subject, switchMap, take, takeUntil, throwError, timer, toArray } from 'rxjs';
import { type ConnectOptions, type DataConnection, type MediaConnection, openConnection, Peer } from 'rxpeer';
import { useBench } from '../../support/browser/bench.js';
import { isBuffer, patterned } from '../../support/browser/bytes.js';
import { canvasAndTone, flows, isHeard, kindsOf } from '../../support/browser/media.js';
import { options, thisBrowser } from '../../support/browser/page.js';
import { next, nextMany, open, until } from '../../support/browser/wait.js';

const otherBrowser = thisBrowser === 'chrome' ? 'firefox' : 'chrome';

/** The server lives as long as the run, so nobody else has these ids. */
const idOf = (browser: string): string => `pair-${browser}`;

/**
 * Milliseconds that a connection gets to open, before another one is tried. One in twenty does not: Chromium, answering,
 * stops gathering candidates as soon as one works for it, which may be its loopback address, and Firefox sends nothing to
 * loopback addresses (unless its preference `media.peerconnection.ice.loopback` says so).
 */
const OPENS_WITHIN = 5_000;

/** Milliseconds for a spec that may have to try more than once. */
const ATTEMPTS = 60_000;

/** Milliseconds by which one browser may start later than the other, or be done later. */
const OTHER_BROWSER = 100_000;

const MEBIBYTE = patterned(1024 * 1024);
const PARTS = 100;
const part = patterned(50_000);

/** What the other browser asks for by the label of its connection. */
const serve = (connection: DataConnection): void => {
  switch (connection.label) {
    case 'echo':
      connection.data$.subscribe((data) => {
        connection.send(data);
      });
      break;
    case 'pour': // 5 MB, then the end
      connection.open$.pipe(take(1)).subscribe(() => {
        for (let index = 0; index < PARTS; index += 1) connection.send(part);
        connection.close({ flush: true });
      });
      break;
  }
};

describe(`${thisBrowser} to ${otherBrowser}`, () => {
  const bench = useBench();
  const world: { peer?: Peer } = {};
  const farewell$ = new Subject<void>();
  const otherIsDone$ = farewell$.pipe(shareReplay(1));

  const self = (): Peer => {
    if (!world.peer) throw new Error('there is no Peer');
    return world.peer;
  };

  beforeAll(async () => {
    const peer = new Peer(idOf(thisBrowser), options);
    world.peer = peer;
    otherIsDone$.subscribe();
    peer.connection$.subscribe((connection) => {
      serve(connection);
      // One that never opened is tried again by the other one, which needs somebody here for that.
      if (connection.label === 'farewell')
        connection.open$
          .pipe(
            take(1),
            switchMap(() => connection.close$),
          )
          .subscribe(() => farewell$.next());
    });
    const stream = canvasAndTone({ ...bench, after: () => undefined }); // it plays until the page goes
    peer.call$.subscribe((call) => {
      call.answer(stream);
    });
    await open(peer);
  });

  afterAll(() => {
    self().destroy();
  });

  /** A connection to the other browser, which may not be there yet. Once it is open, its end is the end. */
  const dial = (connect: ConnectOptions): Promise<DataConnection> =>
    new Promise((resolve, reject) => {
      const tries = { wanted: true };
      const dialling = openConnection(self(), idOf(otherBrowser), { reliable: true, timeout: OPENS_WITHIN, ...connect })
        .pipe(retry({ delay: (error: unknown) => (tries.wanted ? timer(500) : throwError(() => error)) }))
        .subscribe({
          next: (connection) => {
            tries.wanted = false;
            resolve(connection);
          },
          error: reject, // of no effect once the connection has been open
        });
      bench.after(() => {
        dialling.unsubscribe();
      });
    });

  /** A call to the other browser, up. */
  const ring = async (stream: MediaStream): Promise<MediaConnection> => {
    const call = self().call(idOf(otherBrowser), stream);
    try {
      await until(() => call.open && call.dataChannel?.readyState === 'open', OPENS_WITHIN);
      return call;
    } catch {
      call.close();
      return ring(stream);
    }
  };

  it(
    'finds the other one',
    async () => {
      const connection = await dial({ label: 'echo', metadata: { from: thisBrowser } });
      const answer = next(connection.data$);
      connection.send('hello');
      expect(await answer).toBe('hello');
    },
    OTHER_BROWSER,
  );

  const values: Readonly<Record<string, readonly unknown[]>> = {
    binary: ['héllo 世界 🎉', { a: [1, null, true] }, 3.5],
    'binary-utf8': ['héllo 世界 🎉', { a: [1, null, true] }, 3.5],
    json: ['héllo 世界 🎉', { a: [1, null, true] }, 3.5],
    none: ['héllo 世界 🎉', 'x'.repeat(60_000)],
  };

  for (const [serialization, examples] of Object.entries(values)) {
    it(
      `sends ${serialization} there and back`,
      async () => {
        const connection = await dial({ label: 'echo', serialization });
        const arrived = nextMany(connection.data$, examples.length);
        for (const value of examples) connection.send(value);
        expect(await arrived).toEqual([...examples]);
      },
      ATTEMPTS,
    );
  }

  for (const serialization of ['binary', 'binary-utf8']) {
    it(
      `sends 1 MiB as ${serialization} there and back, also unordered`,
      async () => {
        for (const reliable of [true, false]) {
          const connection = await dial({ label: 'echo', serialization, reliable });
          const arrived = next(connection.data$);
          connection.send(MEBIBYTE);
          expect(isBuffer(await arrived, MEBIBYTE)).toBe(true);
        }
      },
      ATTEMPTS,
    );
  }

  it(
    'sends 1 MiB in messages that the channel takes, as json and none',
    async () => {
      const text = 'x'.repeat(64 * 1024);
      for (const serialization of ['json', 'none']) {
        const connection = await dial({ label: 'echo', serialization });
        const arrived = nextMany(connection.data$, 16);
        for (const _ of Array(16)) connection.send(text);
        expect((await arrived).every((each) => each === text)).toBe(true);
      }
    },
    ATTEMPTS,
  );

  for (const serialization of ['binary', 'binary-utf8', 'none']) {
    it(
      `gets everything that the other one flushes as ${serialization}, then the end`,
      async () => {
        for (const reliable of [true, false]) {
          const connection = await dial({ label: 'pour', serialization, reliable });
          const parts = connection.data$.pipe(
            map((data) => isBuffer(data, part)),
            takeUntil(connection.close$),
            toArray(),
          );
          expect(await next(parts)).toEqual(Array(PARTS).fill(true));
          expect(connection.open).toBe(false);
        }
      },
      ATTEMPTS,
    );
  }

  it(
    'calls the other one, and both see and hear',
    async () => {
      const call = await ring(canvasAndTone(bench));
      expect(kindsOf(await next(call.stream$))).toEqual(['audio', 'video']);
      await flows(call.peerConnection, 'audio');
      await flows(call.peerConnection, 'video');
      await isHeard(call.peerConnection);
      call.close();
      expect(call.open).toBe(false);
    },
    ATTEMPTS,
  );

  it(
    'waits until the other one is done too',
    async () => {
      const farewell = await dial({ label: 'farewell' });
      farewell.close({ flush: true });
      await next(farewell.close$); // the other one may be done already: what cleans up after this spec would cut it short
      await next(otherIsDone$, OTHER_BROWSER);
      expect(self().open).toBe(true);
    },
    OTHER_BROWSER,
  );
});
