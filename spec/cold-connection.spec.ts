import { map, merge, type Observable, retry, take } from 'rxjs';
import { coldConnection } from '../lib/cold-connection.js';
import { CHANNEL_SETTLING } from '../lib/core/constants.js';
import { connectionLost } from '../lib/core/errors.js';
import type { DataConnection } from '../lib/data-connection.js';
import type { Peer } from '../lib/peer.js';
import { marbles } from './support/marbles.js';
import { recordEvents, recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world, type World } from './support/world.js';

const open = (peer: Peer, id: string, timeout = 1_000) => {
  const made: DataConnection[] = [];
  const connection$ = coldConnection(
    () => {
      const connection = peer.connect<string>(id);
      made.push(connection as DataConnection);
      return connection as DataConnection;
    },
    ({ open$, data$ }) => merge(open$.pipe(map(() => 'up')), data$),
    timeout,
  );
  return { made, connection$ };
};

/** A connection that ends as it is told, with nothing in it. */
const fakeConnection = (_state: object, close$: Observable<void>) => {
  const close = jest.fn();
  return {
    close,
    connection: { peer: 'bob', connectionId: 'dc_1', close$, close, _state } as unknown as DataConnection,
  };
};

describe('coldConnection in time', () => {
  const lost = connectionLost('bob');
  const [OURS, THEIRS] = [{ endedBy: 'this-side' }, { endedBy: 'other-side', closedWhile: 'open' }];

  // What comes of it, the first of which says that it is up, and when it is over, with which all it tells ends; then what is
  // told. How long it is listened to whether it is up, until it is, for which its end counts too; and how long to the rest.
  it.each([
    ['never', '          -----', '-----', OURS, '   ^---!', '-----', '  ^---!', '^---!'],
    ['one', '            -a---', '-----', OURS, '   ^---!', '-a---', '  ^!   ', '^---!'],
    ['many', '           -ab--', '-----', OURS, '   ^---!', '-ab--', '  ^!   ', '^---!'],
    ['has no more', '    -a|--', '-----', OURS, '   ^---!', '-a---', '  ^!   ', '^---!'],
    ['errors', '         -a-#-', '-----', OURS, '        ', '-a-#-', '  ^!   ', '^--! '],
    ['takes too long', ' -----', '-----', OURS, '        ', '-----#', ' ^----!', '^----!'],
    ['is closed here', ' -a-|', '---(x|)', OURS, '        ', '-a-|-', '  ^!   ', '^--! '],
    ['is closed there', '-a-|', '---(x|)', THEIRS, '      ', '-a-#-', '  ^!   ', '^--! '],
    ['has failed', '     -a-|', '---(x|)', { failure: lost }, '', '-a-#-', '^!', '^--!'],
    ['left at once', '   -----', '-----', OURS, '(^!)    ', '-----', '  (^!) ', '(^!)'],
  ])('%s', (name, value, over, end, left, told, opening, held) => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const [value$, close$] = [cold(value.trim()), hot<void>(over)];
      const { connection, close } = fakeConnection(end, close$);
      const connection$ = coldConnection(
        () => connection,
        () => value$,
        5,
      );
      const error: unknown = name === 'errors' ? 'error' : expect.objectContaining({ connectionId: 'dc_1' });
      expectObservable(connection$, left.trim() || null).toBe(told, undefined, error);
      expectSubscriptions(value$.subscriptions).toBe([opening.trim(), name === 'has no more' ? '^-!' : held.trim()]);
      expectSubscriptions(close$.subscriptions).toBe([held.trim(), opening.trim()]);
      flush();
      expect(close).toHaveBeenCalledTimes(1);
    })();
  });
});

describe('coldConnection', () => {
  it(
    'makes nothing before it is subscribed to, and one for each subscription',
    virtually((time) => {
      const { peer, end } = world();
      peer('bob');
      const { made, connection$ } = open(peer('alice'), 'bob');
      time.pass(A_MOMENT);
      expect(made).toHaveLength(0);
      const subscriptions = [connection$.subscribe(), connection$.subscribe()];
      time.pass(A_MOMENT);
      expect(made.map((connection) => connection.open)).toEqual([true, true]);
      for (const subscription of subscriptions) subscription.unsubscribe();
      expect(made.map((connection) => connection.open)).toEqual([false, false]);
      end(time);
    }),
  );

  it(
    'closes what it has made when it is unsubscribed, up or not, and when two values are enough',
    virtually((time) => {
      const { peer, end } = world();
      const bob = incoming(peer('bob'));
      const { made, connection$ } = open(peer('alice'), 'bob');
      connection$.subscribe().unsubscribe();
      expect(made[0]?._state.endedBy).toBe('this-side');
      const heard = recordStreams({ first: connection$.pipe(take(2)) });
      time.pass(A_MOMENT);
      bob.connection.send('one');
      bob.connection.send('two');
      time.pass(A_MOMENT);
      expect(heard).toEqual(['first up', 'first one', 'first |']);
      expect(made[1]?._state.endedBy).toBe('this-side');
      end(time);
    }),
  );

  it(
    'completes where this side closes it, also before it is up',
    virtually((time) => {
      const { peer, end } = world();
      peer('bob');
      const { made, connection$ } = open(peer('alice'), 'bob');
      const heard = recordStreams({ a: connection$, b: connection$ });
      made[0]?.close();
      time.pass(A_MOMENT);
      made[1]?.close({ flush: true });
      time.pass(CHANNEL_SETTLING);
      expect(heard).toEqual(['a |', 'b up', 'b |']);
      end(time);
    }),
  );

  it(
    'errors where the other side closes it, or leaves',
    virtually((time) => {
      const { peer, server, end } = world();
      const bob = incoming(peer('bob'));
      const { connection$ } = open(peer('alice'), 'bob');
      const first = recordStreams({ a: connection$ });
      time.pass(A_MOMENT);
      bob.connection.close();
      time.pass(A_MOMENT);
      expect(first).toEqual(['a up', 'a ERRORED connection-closed']);
      const messages: string[] = [];
      connection$.subscribe({ error: (error: Error) => messages.push(error.message) });
      time.pass(A_MOMENT);
      server.say('alice', { type: 'LEAVE', src: 'bob' });
      time.pass(1);
      connection$.subscribe({ error: (error: Error) => messages.push(error.message) });
      server.say('alice', { type: 'LEAVE', src: 'bob' });
      time.pass(1);
      expect(messages).toEqual([
        'The other side closed the connection to bob.',
        'Connection to bob closed before it was open.',
      ]);
      end(time);
    }),
  );

  it(
    'errors with what ended it, not with what it had survived before',
    virtually((time) => {
      const { peer, machine, end } = world();
      const bob = incoming(peer('bob'));
      const alice = peer('alice');
      const { made, connection$ } = open(alice, 'bob');
      const heard = recordStreams({ a: connection$, b: connection$ });
      time.pass(A_MOMENT);
      made[1]?.send(() => 'no function can be sent');
      machine(alice).peerConnections[0]?.setIceState('failed');
      expect(bob.connection.connectionId).toBe(made[1]?.connectionId);
      bob.connection.close();
      time.pass(A_MOMENT);
      expect(heard).toEqual(['a up', 'b up', 'a ERRORED negotiation-failed', 'b ERRORED connection-closed']);
      end(time);
    }),
  );

  it(
    'errors where it fails though a listener of the error closes it, so that retry makes another',
    virtually((time) => {
      const { peer, machine, end } = world();
      peer('bob');
      const alice = peer('alice');
      const { made, connection$ } = open(alice, 'bob');
      const subscription = connection$.pipe(retry({ delay: 50 })).subscribe();
      made[0]?.on('error', () => made[0]?.close());
      time.pass(A_MOMENT);
      machine(alice).peerConnections[0]?.setIceState('failed');
      time.pass(100);
      expect(made.map((connection) => connection.open)).toEqual([false, true]);
      subscription.unsubscribe();
      end(time);
    }),
  );

  it.each<readonly [string, (stage: World, alice: Peer) => void, string]>([
    [
      'the server destroys its Peer',
      ({ server }) => {
        server.say('alice', { type: 'ERROR' });
      },
      'server-error',
    ],
    [
      'the page is left',
      ({ machine }, alice) => {
        machine(alice).live('leave');
      },
      'network',
    ],
  ])('errors, as the connection does, where %s; placed, like every error', (_, happen, type) => {
    virtually((time) => {
      const stage = world();
      const alice = stage.peer('alice');
      const { made, connection$ } = open(alice, 'nobody');
      const errors: unknown[] = [];
      connection$.subscribe({ error: (error) => errors.push(error) });
      const heard = made.map((connection) => recordEvents(connection, 'error', 'close'));
      time.pass(A_MOMENT);
      happen(stage, alice);
      time.pass(A_MOMENT);
      expect(heard).toEqual([[`error ${type}`, 'close']]);
      const place = { peer: 'nobody', connectionId: made[0]?.connectionId };
      expect(errors).toMatchObject([{ type, ...place }]);
      const late = open(stage.peer('carol'), 'nobody', 5);
      late.connection$.subscribe({ error: (error) => errors.push(error) });
      time.pass(A_MOMENT);
      expect(errors[1]).toMatchObject({ type: 'negotiation-failed', connectionId: late.made[0]?.connectionId });
      stage.end(time);
    })();
  });

  it(
    'errors where it is not up in time, and closes; a timer that has been met is gone',
    virtually((time) => {
      const { peer, end } = world();
      peer('bob');
      const alice = peer('alice');
      const late = open(alice, 'nobody', 1_000);
      const inTime = open(alice, 'bob', 1_000);
      const patient = open(alice, 'nobody', Infinity);
      const heard = recordStreams({ late: late.connection$, inTime: inTime.connection$, patient: patient.connection$ });
      time.pass(1_000);
      expect(heard).toEqual(['inTime up', 'late ERRORED negotiation-failed']);
      expect(late.made[0]?._state.endedBy).toBe('this-side');
      time.pass(10_000);
      expect(heard.slice(2)).toEqual(['patient ERRORED peer-unavailable']);
      expect(inTime.made[0]?.open).toBe(true);
      end(time);
    }),
  );

  it(
    'can be tried again: retry makes another',
    virtually((time) => {
      const { peer, end } = world();
      const alice = peer('alice');
      const { made, connection$ } = open(alice, 'bob', 100);
      const subscription = connection$.pipe(retry({ delay: 50 })).subscribe();
      time.pass(320);
      peer('bob'); // the server has kept the last offer for him
      time.pass(200);
      expect(made.map((connection) => connection.open)).toEqual([false, false, true]);
      subscription.unsubscribe();
      end(time);
    }),
  );
});
