import { EMPTY, firstValueFrom, mergeMap, NEVER, retry, tap } from 'rxjs';
import { type DataConnection, type MediaConnection, openCall, openConnection, openPeer, type Peer } from 'rxpeer';
import { useBench } from '../support/browser/bench.js';
import { claim } from '../support/browser/couple.js';
import { canvasAndTone, kindsOf } from '../support/browser/media.js';
import { closedPortOptions, options, uniqueId } from '../support/browser/page.js';
import { next, nextMany, open, opened, until } from '../support/browser/wait.js';

const typed = (type: string) => jasmine.objectContaining({ type });

describe('openPeer', () => {
  const bench = useBench();

  it('emits the Peer when it is open, and destroys it when it is unsubscribed from', async () => {
    const id = uniqueId('cold');
    const peers: Peer[] = [];
    const subscription = openPeer(id, options).subscribe((peer) => peers.push(peer));
    bench.after(() => {
      subscription.unsubscribe();
    });
    await until(() => peers.length === 1);
    expect([peers[0]?.open, peers[0]?.id]).toEqual([true, id]);
    subscription.unsubscribe();
    expect(peers[0]?.destroyed).toBe(true);
  });

  it('makes one Peer a subscription, and none without', async () => {
    const peer$ = openPeer(undefined, options);
    const ids = await Promise.all([1, 2].map(() => firstValueFrom(peer$.pipe(mergeMap((peer) => peer.open$)))));
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('leaves nothing at the server when it is unsubscribed from before the Peer is open', async () => {
    const id = uniqueId('cold');
    openPeer(id, options).subscribe().unsubscribe();
    expect((await claim(bench, id)).id).toBe(id);
  });

  it('errors with what keeps it from opening', async () => {
    await expectAsync(next(openPeer('no/id', options))).toBeRejectedWith(typed('invalid-id'));
    await expectAsync(next(openPeer(uniqueId('cold'), closedPortOptions))).toBeRejectedWith(typed('network'));
    const taken = await open(bench.peer());
    await expectAsync(next(openPeer(taken, options))).toBeRejectedWith(typed('unavailable-id'));
  });

  it('completes when the application destroys the Peer', async () => {
    const completes = openPeer(undefined, options).pipe(
      tap((peer) => {
        peer.destroy();
      }),
      mergeMap(() => EMPTY),
    );
    expect(await firstValueFrom(completes, { defaultValue: 'complete' })).toBe('complete');
  });
});

describe('openConnection', () => {
  const bench = useBench();

  it('emits the connection when it is open, and closes it when it is unsubscribed from', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    const incoming = next(bob.connection$);
    const connections: DataConnection<string, string>[] = [];
    const subscription = openConnection<string, string>(alice, await open(bob), { label: 'cold' }).subscribe(
      (connection) => connections.push(connection),
    );
    const there = await opened(await incoming);
    await until(() => connections.length === 1);
    expect([there.label, connections[0]?.open, connections[0]?.peer]).toEqual(['cold', true, bob.id ?? '']);
    subscription.unsubscribe();
    expect(connections[0]?.open).toBe(false);
    await next(there.close$);
    expect(Object.keys(alice.connections)).toEqual([]);
  });

  it('comes back with retry after the other side has closed it', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    bob.connection$.subscribe((there) => {
      there.data$.subscribe(() => {
        there.close();
      });
    });
    await open(alice);
    const lasting$ = openConnection(alice, await open(bob)).pipe(
      tap((connection) => {
        connection.send('enough');
      }),
      retry({ delay: 1 }),
    );
    const connections = await nextMany(lasting$, 3);
    expect(new Set(connections.map(({ connectionId }) => connectionId)).size).toBe(3);
    expect(connections.map((connection) => connection.open)).toEqual([false, false, false]);
  });

  it('errors with what ended it', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    const incoming = next(bob.connection$);
    const lasting$ = openConnection(alice, await open(bob)).pipe(mergeMap(() => NEVER));
    const ended = expectAsync(next(lasting$)).toBeRejectedWith(typed('connection-closed'));
    (await opened(await incoming)).close();
    await ended;
    expect(Object.keys(alice.connections)).toEqual([]);
  });

  it('errors where there is nobody', async () => {
    const alice = bench.peer();
    await expectAsync(next(openConnection(alice, uniqueId('nobody')))).toBeRejectedWith(typed('peer-unavailable'));
    expect(alice.open).toBe(true);
  });

  it('errors where it takes too long', async () => {
    const alice = bench.peer();
    const id = await open(alice);
    const quick$ = openConnection(alice, uniqueId('nobody'), { timeout: 50 });
    await expectAsync(next(quick$)).toBeRejectedWith(typed('negotiation-failed'));
    expect([alice.id, Object.keys(alice.connections)]).toEqual([id, []]);
  });

  it('completes when this side closes it', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    const connection$ = openConnection(alice, await open(bob)).pipe(
      tap((connection) => {
        connection.close();
      }),
      mergeMap(() => EMPTY),
    );
    expect(await firstValueFrom(connection$, { defaultValue: 'complete' })).toBe('complete');
  });
});

describe('openCall', () => {
  const bench = useBench();

  const answering = (peer: Peer): MediaConnection[] => {
    const calls: MediaConnection[] = [];
    peer.call$.subscribe((call) => {
      calls.push(call);
      call.answer(canvasAndTone(bench));
    });
    return calls;
  };

  it("emits the other side's stream, and hangs up when it is unsubscribed from", async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    const calls = answering(bob);
    const streams: MediaStream[] = [];
    const subscription = openCall(alice, await open(bob), canvasAndTone(bench), { metadata: 1 }).subscribe((stream) =>
      streams.push(stream),
    );
    await until(() => streams.length === 1 && calls[0]?.dataChannel?.readyState === 'open');
    expect(streams.map(kindsOf)).toEqual([['audio', 'video']]);
    expect(calls[0]?.metadata).toBe(1);
    const closed = Promise.all(calls.map(({ close$ }) => next(close$)));
    subscription.unsubscribe();
    await closed;
    expect(streams.length).toBe(1);
    expect(Object.keys(alice.connections)).toEqual([]);
  });

  it('only listens where it is given no stream, and errors when the other side hangs up', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    const calls = answering(bob);
    const heard: MediaStream[] = [];
    const call$ = openCall(alice, await open(bob)).pipe(tap((stream) => heard.push(stream)));
    const ended = expectAsync(next(call$.pipe(mergeMap(() => NEVER)))).toBeRejectedWith(typed('connection-closed'));
    await until(() => heard.length === 1 && calls[0]?.dataChannel?.readyState === 'open');
    calls[0]?.close();
    await ended;
    expect(heard.length).toBe(1);
  });

  it('errors where nobody answers in time', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    const call$ = openCall(alice, await open(bob), canvasAndTone(bench), { timeout: 100 });
    await expectAsync(next(call$)).toBeRejectedWith(typed('negotiation-failed'));
    expect(Object.keys(alice.connections)).toEqual([]);
  });
});
