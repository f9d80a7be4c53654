import { fromEvent, interval, take } from 'rxjs';
import { type OpenSocket, PeerError } from 'rxpeer';
import { browserEnvironment } from '../../lib/browser/environment.js';
import { useBench } from '../support/browser/bench.js';
import { claim, couple } from '../support/browser/couple.js';
import { rogueOptions, uniqueId } from '../support/browser/page.js';
import { record } from '../support/browser/record.js';
import { next, nextError, nextMany, open, opened, until } from '../support/browser/wait.js';

describe('the life of a Peer', () => {
  const bench = useBench();

  it('begins with the id that it was given', async () => {
    const id = uniqueId('given');
    const peer = bench.peer({}, id);
    expect(peer.id).toBe(id);
    expect([peer.open, peer.disconnected, peer.destroyed]).toEqual([false, false, false]);
    expect(await open(peer)).toBe(id);
    expect([peer.open, peer.disconnected, peer.destroyed, peer.id]).toEqual([true, false, false, id]);
  });

  it('begins without an id where the server assigns it', async () => {
    const peer = bench.namelessPeer();
    expect(peer.id).toBeUndefined();
    expect(await open(peer)).toMatch(/^[0-9a-f-]{36}$/);
    expect(peer.id).toBe(await open(peer));
  });

  for (const kind of ['peer', 'namelessPeer'] as const) {
    it(`allows ${kind === 'peer' ? 'a Peer with an id' : 'a Peer without an id'} to connect before it is open`, async () => {
      const bob = bench.peer();
      const id = await open(bob);
      const arrived = nextMany(bob.connection$, 3);
      const alice = bench[kind]();
      const connections = ['1', '2', '3'].map((label) => alice.connect(id, { label }));
      expect(alice.open).toBe(false);
      await Promise.all(connections.map(opened));
      // Offers take the browser a different time each, so their order is not told.
      const [labels, peers] = [(await arrived).map(({ label }) => label), (await arrived).map(({ peer }) => peer)];
      expect(labels.sort()).toEqual(['1', '2', '3']);
      expect(new Set(peers)).toEqual(new Set([alice.id ?? '']));
    });
  }

  it('hands connections to the first listener, however late', async () => {
    for (const listen of ['on', 'connection$'] as const) {
      const [alice, bob] = [bench.peer(), bench.peer()];
      const id = await open(bob);
      for (const label of ['1', '2']) await opened(alice.connect(id, { label })); // which takes Bob's end too
      const heard: string[] = [];
      if (listen === 'on') bob.on('connection', ({ label }) => heard.push(label));
      else bob.connection$.subscribe(({ label }) => heard.push(label));
      expect(heard).toEqual(['1', '2']);
      await opened(alice.connect(id, { label: '3' }));
      await until(() => heard.length === 3);
      expect(heard).toEqual(['1', '2', '3']);
    }
  });

  it('keeps its connections when it disconnects, and makes no others', async () => {
    const { alice, bob, here, there } = await couple(bench);
    const told = record({ disconnected$: alice.disconnected$, close$: alice.close$, error$: alice.error$ });
    const id = alice.id;
    const lost = next(fromEvent(alice, 'disconnected'));
    alice.disconnect();
    expect(await lost).toBe(id);
    alice.disconnect();
    expect([alice.disconnected, alice.open, alice.destroyed, alice.id]).toEqual([true, false, false, undefined]);
    for (const [from, to] of [
      [here, there],
      [there, here],
    ] as const) {
      const arrived = next(to.data$);
      from.send('still here');
      expect(await arrived).toBe('still here');
    }
    const refused = alice.connect(bob.id ?? '');
    await Promise.all([nextError(refused, 'disconnected'), next(refused.close$)]);
    expect(told).toEqual(['disconnected$', 'error$']);
    expect(alice.connections[bob.id ?? '']).toEqual([here]);
  });

  it('reconnects under its id, and can be connected to again', async () => {
    const [alice, bob] = [bench.peer(), bench.namelessPeer()];
    await open(alice);
    const id = await open(bob);
    const [ids, statuses]: [string[], string[]] = [[], []];
    bob.on('open', (own) => ids.push(own));
    bob.status$.subscribe((status) => statuses.push(status));
    for (const _ of [1, 2, 3]) {
      const again = next(fromEvent(bob, 'open'));
      bob.disconnect();
      bob.reconnect(); // at once: the server may still hold the old socket
      await again;
    }
    expect(ids).toEqual([id, id, id]);
    expect(bob.id).toBe(id);
    const cycle = ['disconnected', 'reconnecting', 'open'];
    expect(statuses).toEqual(['open', ...cycle, ...cycle, ...cycle]);
    expect((await opened(alice.connect(id))).open).toBe(true);
  });

  it('sends what it was told while it had no server, when it has one again', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    await Promise.all([open(alice), open(bob)]);
    alice.disconnect();
    alice.reconnect();
    expect((await opened(alice.connect(bob.id ?? ''))).open).toBe(true);
  });

  it('reconnects only where there is something to reconnect', async () => {
    const peer = bench.peer();
    expect(() => {
      peer.reconnect(); // it is connecting already
    }).not.toThrow();
    await open(peer);
    const thrown = (): unknown => {
      try {
        peer.reconnect();
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(thrown()).toBeInstanceOf(PeerError);
    peer.destroy();
    expect(thrown()).toEqual(jasmine.objectContaining({ type: 'disconnected' }));
  });

  it('leaves nothing at the server when it is destroyed before it is open', async () => {
    const sockets: string[] = [];
    const openSocket: OpenSocket = (url, outgoing$) => {
      sockets.push(url);
      return browserEnvironment.openSocket(url, outgoing$);
    };
    const [given, nameless] = [
      bench.peer(),
      bench.namelessPeer({ environment: { ...browserEnvironment, openSocket } }),
    ];
    const id = given.id ?? '';
    given.destroy();
    nameless.destroy();
    expect([nameless.destroyed, nameless.disconnected, nameless.id]).toEqual([true, true, undefined]);
    expect((await claim(bench, id)).id).toBe(id);
    // Not by what the server lists: the other browser's specs come and go there at the same time.
    expect(sockets).toEqual([]);
  });

  it('lists the peers of the server, as a stream and with a callback', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    await Promise.all([open(alice), open(bob)]);
    const called = jasmine.createSpy('callback');
    const peers$ = alice.listAllPeers(called);
    expect(await next(peers$)).toEqual(jasmine.arrayContaining([alice.id, bob.id] as string[]));
    expect(called).toHaveBeenCalledOnceWith(await next(peers$));
  });

  it('has a logger of its own', async () => {
    const lines: [string[], string[]] = [[], []];
    const peers = lines.map((own, index) =>
      bench.peer({
        ...rogueOptions('limit'),
        debug: index === 0 ? 1 : 0,
        logFunction: (level, ...rest) => own.push(`${String(level)} ${rest.map(String).join(' ')}`),
      }),
    );
    await Promise.all(peers.map(({ close$ }) => next(close$)));
    expect(lines[0].join()).toContain('concurrent user limit');
    expect(lines[1]).toEqual([]);
  });
});

describe('the streams of a Peer', () => {
  const bench = useBench();

  it('replay what holds, and do not repeat what happened', async () => {
    const { alice, here, there } = await couple(bench);
    const failed = nextError(here, 'not-serializable');
    here.send(new Map());
    await failed;
    const arrived = next(there.data$);
    here.send('past');
    await arrived;

    const late = record({
      'alice open$': alice.open$,
      'alice status$': alice.status$,
      'alice close$': alice.close$,
      'alice error$': alice.error$,
      open$: here.open$,
      iceState$: here.iceState$,
      bufferSize$: here.bufferSize$,
      close$: here.close$,
      error$: here.error$,
      data$: there.data$,
    });
    expect(late).toEqual(['alice open$', 'alice status$', 'open$', 'iceState$', 'bufferSize$']);
    const listened: string[] = [];
    here.on('open', () => listened.push('open'));
    alice.on('open', () => listened.push('alice open'));
    there.on('data', () => listened.push('data'));
    expect(listened).toEqual([]);

    alice.destroy();
    const afterwards = record({
      open$: here.open$,
      close$: here.close$,
      'alice open$': alice.open$,
      'alice close$': alice.close$,
    });
    expect(afterwards).toEqual([
      'open$ completes',
      'close$',
      'close$ completes',
      'alice open$ completes',
      'alice close$',
      'alice close$ completes',
    ]);
  });

  it('do not replay `open` where there is no server any more', async () => {
    const peer = bench.peer();
    await open(peer);
    peer.disconnect();
    expect(record({ open$: peer.open$, disconnected$: peer.disconnected$, status$: peer.status$ })).toEqual([
      'status$',
    ]);
    expect(await next(peer.status$)).toBe('disconnected');
  });

  it('work with fromEvent of RxJS', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    const [id, arrived] = [next(fromEvent(alice, 'open')), next(fromEvent(bob, 'connection'))];
    expect(await id).toBe(alice.id);
    alice.connect(await open(bob));
    expect(await arrived).toEqual(jasmine.objectContaining({ peer: alice.id, type: 'data' }));
    expect(bob.listenerCount('connection')).toBe(0);
  });

  it('stop for those who unsubscribe, and for no others', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const heard: string[] = [];
    const first = there.data$.subscribe((data) => heard.push(`first ${String(data)}`));
    there.data$.subscribe((data) => heard.push(`second ${String(data)}`));
    const listener = (data: unknown): unknown => heard.push(`listener ${String(data)}`);
    there.on('data', listener);
    there.once('data', (data) => heard.push(`once ${String(data)}`));
    here.send(1);
    await until(() => heard.length === 4);
    first.unsubscribe();
    there.off('data', listener);
    here.send(2);
    await until(() => heard.length === 5);
    expect(heard).toEqual(['first 1', 'second 1', 'listener 1', 'once 1', 'second 2']);
  });

  it('survive a listener and an observer that throw, whose errors the page hears of', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    const [listener, observer] = [new Error('a listener throws'), new Error('an observer throws')];
    const heard: unknown[] = [];
    there.on('data', () => {
      throw listener;
    });
    there.data$.subscribe(() => {
      throw observer;
    });
    there.on('data', (data) => heard.push(data));
    there.data$.subscribe((data) => heard.push(data));
    here.send(1);
    here.send(2);
    await until(() => heard.length === 4);
    expect(heard).toEqual([1, 1, 2, 2]);
    const caught = await bench.pageErrors(4);
    expect(caught.length).toBe(4);
    expect(new Set(caught)).toEqual(new Set([listener, observer]));
    expect([here.open, there.open]).toEqual([true, true]);
  });

  it('survive operators that take what they want and leave', async () => {
    const { here, there } = await couple(bench, { reliable: true });
    interval(1)
      .pipe(take(20))
      .subscribe((index) => {
        here.send(index);
      });
    const [first, rest] = [await nextMany(there.data$, 3), await nextMany(there.data$, 5)];
    expect(first).toEqual([0, 1, 2]);
    expect(rest.length).toBe(5);
  });
});
