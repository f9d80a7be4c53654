import { forkJoin, map, mergeMap, type Observable, take, toArray } from 'rxjs';
import type { ConnectOptions, DataConnection, Peer } from 'rxpeer';
import { useBench } from '../support/browser/bench.js';
import { isBuffer, patterned } from '../support/browser/bytes.js';
import { claim, connectTo, couple } from '../support/browser/couple.js';
import { peerServer, serverUrl } from '../support/browser/page.js';
import { expectOneClose, recordConnection } from '../support/browser/record.js';
import { allClosed, next, nextMany, open } from '../support/browser/wait.js';

const closedAt = (...connections: DataConnection[]): Promise<void[]> =>
  next(forkJoin(connections.map(({ close$ }) => close$)));

/** Connections that open together. */
const AT_ONCE = 10;

/** What a connection says from its beginning to its end, in the order of the alphabet, because not every channel keeps order. */
const everythingOf = ({ data$ }: DataConnection): Observable<unknown[]> =>
  data$.pipe(
    toArray(),
    map((all) => all.sort()),
  );

/** Nothing is left of a connection that is closed. */
const expectNothingLeft = async (connection: DataConnection, native: RTCPeerConnection | undefined): Promise<void> => {
  expect(connection.open).toBe(false);
  expect(connection.bufferSize).toBe(0);
  expect([connection.peerConnection, connection.dataChannel]).toEqual([undefined, undefined]);
  await allClosed(native);
};

describe('the end of a data connection', () => {
  const bench = useBench();

  for (const side of ['here', 'there'] as const) {
    it(`comes once and last at both ends when the one ${side} closes`, async () => {
      const { alice, bob, ...ends } = await couple(bench);
      const told = [recordConnection(ends.here), recordConnection(ends.there)];
      const natives = [ends.here.peerConnection, ends.there.peerConnection];
      ends[side].close();
      expect(ends[side].open).toBe(false);
      await closedAt(ends.here, ends.there);
      told.forEach(expectOneClose);
      await expectNothingLeft(ends.here, natives[0]);
      await expectNothingLeft(ends.there, natives[1]);
      expect([Object.keys(alice.connections), Object.keys(bob.connections)]).toEqual([[], []]);
    });
  }

  it('comes once when both close, and each of them twice', async () => {
    const { here, there } = await couple(bench);
    const told = [recordConnection(here), recordConnection(there)];
    for (const end of [here, there, here, there]) end.close();
    await closedAt(here, there);
    told.forEach(expectOneClose);
  });

  it('is told also to those who come later', async () => {
    const { here } = await couple(bench);
    here.close();
    await next(here.close$);
    expect(await next(here.close$)).toBeUndefined();
    const heard: string[] = [];
    here.on('close', () => heard.push('close'));
    await next(here.close$);
    expect(heard).toEqual([]);
  });

  for (const event of ['open', 'data', 'close', 'error'] as const) {
    it(`comes once when it is closed inside a listener of ${event}`, async () => {
      const [alice, bob] = [bench.peer(), bench.peer()];
      bob.on('connection', (there) => {
        there.on('open', () => {
          there.send('data');
        });
      });
      const here = alice.connect(await open(bob));
      const told = recordConnection(here);
      here.on(event, () => {
        here.close();
      });
      if (event === 'error') here.send('too early');
      if (event === 'close') here.on('data', () => here.close());
      await next(here.close$);
      expectOneClose(told);
      expect(here.open).toBe(false);
    });
  }

  it('comes once when it is closed before it is open, which it then never is', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    await Promise.all([open(alice), open(bob)]);
    for (const flush of [false, true]) {
      const here = alice.connect(bob.id ?? '');
      const told = recordConnection(here);
      const native = here.peerConnection;
      here.close({ flush });
      expectOneClose(told);
      expect(told).not.toContain('open$');
      await expectNothingLeft(here, native);
    }
  });

  it('comes also while the server is not there yet, and the other side hears nothing of it', async () => {
    const bob = bench.peer();
    await open(bob);
    const alice = bench.peer();
    const here = alice.connect(bob.id ?? '');
    const told = recordConnection(here);
    here.close();
    expectOneClose(told);
    const kept = alice.connect(bob.id ?? '');
    expect((await next(bob.connection$)).connectionId).toBe(kept.connectionId);
  });

  it('is the end of everything: nothing can be sent, nothing comes', async () => {
    const { here } = await couple(bench);
    here.close();
    const told = recordConnection(here);
    const values = (): string[] => told.filter((each) => !each.endsWith(' completes'));
    expect(values()).toEqual(['bufferSize$', 'close$']);
    here.send('too late');
    here.close({ flush: true });
    expect(values()).toEqual(['bufferSize$', 'close$']);
  });

  it('leaves other connections alone', async () => {
    const { alice, bob, here, there } = await couple(bench);
    const other = await connectTo(alice, bob);
    here.close();
    await closedAt(here, there);
    const arrived = next(other.there.data$);
    other.here.send('still here');
    expect(await arrived).toBe('still here');
    expect(alice.connections[bob.id ?? '']).toEqual([other.here]);
  });
});

describe('close({ flush: true })', () => {
  const bench = useBench();
  const text = 'x'.repeat(50_000);
  const bytes = patterned(50_000);
  const MESSAGES = 100;

  const values: Readonly<Record<string, unknown>> = { binary: bytes, 'binary-utf8': bytes, json: text, none: bytes };

  for (const [serialization, value] of Object.entries(values)) {
    for (const reliable of [true, false]) {
      it(`delivers 5 MB as ${serialization}, ${reliable ? 'reliable' : 'unreliable'}, then closes both ends`, async () => {
        const { here, there } = await couple(bench, { serialization, reliable });
        const told = [recordConnection(here), recordConnection(there)];
        const arrived = nextMany(there.data$.pipe(map((data) => data === text || isBuffer(data, bytes))), MESSAGES);
        const closed = closedAt(here, there);
        for (const _ of Array(MESSAGES)) here.send(value);
        here.close({ flush: true });
        here.send('too late');
        expect((await arrived).every(Boolean)).toBe(true);
        await closed;
        told.forEach(expectOneClose);
        expect(told[1]?.filter((each) => each === 'data$').length).toBe(MESSAGES);
        expect(told.map((events) => events.filter((each) => each === 'error$').length)).toEqual([1, 0]); // too late
      });
    }
  }

  for (const serialization of ['binary', 'json']) {
    for (const messages of [1, MESSAGES]) {
      it(`delivers everything both ways where both flush at once: ${String(messages)} as ${serialization}`, async () => {
        const { here, there } = await couple(bench, { serialization, reliable: true });
        const ends = [here, there];
        const told = ends.map(recordConnection);
        const arrived = Promise.all(ends.map(({ data$ }) => nextMany(data$, messages)));
        const closed = closedAt(here, there);
        for (const end of ends) {
          for (const _ of Array(messages)) end.send(values[serialization]);
          end.close({ flush: true });
        }
        expect((await arrived).map(({ length }) => length)).toEqual([messages, messages]);
        await closed;
        told.forEach(expectOneClose);
        expect(told.flat().filter((each) => each === 'error$')).toEqual([]);
      });
    }
  }

  // Chromium would drop it all, where the channel closed before the page at the other end has it.
  for (const [serialization, reliable] of [
    ['binary', false],
    ['none', true],
  ] as const) {
    for (const flushed of ['one end', 'both ends'] as const) {
      it(`delivers what is sent as it opens, ${serialization}, ${flushed}`, async () => {
        const [alice, bob] = [bench.peer(), bench.peer()];
        const id = await open(bob);
        const sendAtOnce = (end: DataConnection): void => {
          end.on('open', () => {
            end.send('first');
            end.send('last');
            end.close({ flush: true });
          });
        };
        if (flushed === 'both ends') bob.connection$.subscribe(sendAtOnce);
        const theirs = next(bob.connection$.pipe(take(AT_ONCE), mergeMap(everythingOf), toArray()));
        const ours = Array.from({ length: AT_ONCE }, () => alice.connect(id, { serialization, reliable }));
        ours.forEach(sendAtOnce);
        const back = await next(forkJoin(ours.map(everythingOf)));
        const everything = Array.from({ length: AT_ONCE }, () => ['first', 'last']);
        expect(await theirs).toEqual(everything);
        expect(back).toEqual(flushed === 'both ends' ? everything : ours.map(() => []));
      });
    }
  }

  it('delivers one message of 5 MB, and a Blob that has to be read first', async () => {
    for (const connect of [{ reliable: true }, { reliable: false }] satisfies ConnectOptions[]) {
      const { here, there } = await couple(bench, connect);
      const arrived = nextMany(there.data$, 2);
      const closed = closedAt(here, there);
      here.send(patterned(5_000_000));
      here.send(new Blob([patterned(300_000)]));
      here.close({ flush: true });
      const sizes = (await arrived).map((data) => (data as ArrayBuffer).byteLength);
      expect(sizes.sort((a, b) => a - b)).toEqual([300_000, 5_000_000]);
      await closed;
    }
  });

  it('closes at once what has nothing to deliver', async () => {
    for (const serialization of Object.keys(values)) {
      const { here, there } = await couple(bench, { serialization, reliable: true });
      here.close({ flush: true });
      await closedAt(here, there);
      expect(here.open).toBe(false);
    }
  });

  it('gives way to a close() without it', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    here.send(patterned(5_000_000));
    here.close({ flush: true });
    expect(here.open).toBe(true);
    here.close();
    expect(here.open).toBe(false);
    await next(there.close$);
  });
});

describe('the end of a Peer', () => {
  const bench = useBench();

  it('closes all of its connections, at both ends, then the Peer, once', async () => {
    const { alice, bob, here, there } = await couple(bench);
    const others = [await connectTo(alice, bob), await connectTo(alice, bob), await connectTo(bob, alice)];
    const ends = [here, there, ...others.flatMap((other) => [other.here, other.there])];
    const order: string[] = [];
    for (const end of ends) end.on('close', () => order.push('connection'));
    alice.on('close', () => order.push('peer'));
    alice.close$.subscribe(() => order.push('peer$'));
    const closed = closedAt(...ends);
    alice.destroy();
    alice.destroy();
    expect(order.slice(0, 6).sort()).toEqual(['connection', 'connection', 'connection', 'connection', 'peer', 'peer$']);
    expect(order.slice(0, 4)).toEqual(Array(4).fill('connection'));
    await closed;
    expect(order.filter((each) => each === 'connection').length).toBe(ends.length);
    expect(Object.keys(alice.connections)).toEqual([]);
    expect(bob.destroyed).toBe(false);
  });

  it('gives the id back', async () => {
    const alice = bench.peer();
    const id = await open(alice);
    alice.destroy();
    expect(await open(await claim(bench, id))).toBe(id);
  });

  /** What a server, or a peer, may say in the name of a Peer: a second socket with its id and token. */
  const sayLeave = (from: Peer, to: Peer): void => {
    const query = new URLSearchParams({ key: peerServer.key, id: from.id ?? '', token: from.options.token });
    const socket = new WebSocket(serverUrl('ws', `peerjs?${query.toString()}`));
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'LEAVE', dst: to.id }));
    };
    bench.after(() => {
      socket.close();
    });
  };

  it('is known from LEAVE: all connections with the one who leaves close, and no others', async () => {
    const { alice, bob, here, there } = await couple(bench);
    const second = await connectTo(alice, bob);
    const third = await connectTo(alice, bob);
    const other = await connectTo(bench.peer(), bob);
    const closed = closedAt(there, second.there, third.there, here);
    sayLeave(alice, bob);
    await closed;
    expect(other.there.open).toBe(true);
    expect(bob.open).toBe(true);
  });
});
