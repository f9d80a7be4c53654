import type { PeerError } from '../lib/core/errors.js';
import { openCall } from '../lib/open-call.js';
import { fakeStream } from './support/fake-peer-connection.js';
import { recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, called, world } from './support/world.js';

const [mine, yours] = [fakeStream('mine', 'audio'), fakeStream('yours', 'audio')];

describe('openCall', () => {
  it(
    'emits the streams of the other side, and hangs up when it is unsubscribed',
    virtually((time) => {
      const { peer, end } = world();
      const bob = called(peer('bob'));
      const heard: string[] = [];
      const alice = peer('alice');
      const subscription = openCall(alice, 'bob', mine, { metadata: 'hi' }).subscribe(({ id }) => heard.push(id));
      time.pass(100_000);
      expect(heard).toEqual([]);
      expect([bob.call.metadata, bob.call.open]).toEqual(['hi', false]);
      bob.call.answer(yours);
      time.pass(A_MOMENT);
      expect(heard).toEqual(['yours']);
      expect(bob.call.remoteStream).toBe(mine);
      subscription.unsubscribe();
      time.pass(A_MOMENT);
      expect(bob.call._state.endedBy).toBe('other-side');
      end(time);
    }),
  );

  it(
    'may only listen',
    virtually((time) => {
      const { peer, end } = world();
      const bob = called(peer('bob'));
      const heard: string[] = [];
      const subscription = openCall(peer('alice'), 'bob').subscribe(({ id }) => heard.push(id));
      time.pass(A_MOMENT);
      bob.call.answer(yours);
      time.pass(A_MOMENT);
      expect([heard, bob.call.remoteStream]).toEqual([['yours'], undefined]);
      subscription.unsubscribe();
      end(time);
    }),
  );

  it(
    'errors where nobody answers in time, where nobody is there, and where the other side hangs up',
    virtually((time) => {
      const { peer, end } = world();
      const bob = called(peer('bob'));
      const alice = peer('alice');
      const heard = recordStreams({
        late: openCall(alice, 'bob', mine, { timeout: 1_000 }),
        unavailable: openCall(alice, 'nobody'),
      });
      time.pass(6_000);
      expect(heard).toEqual(['late ERRORED negotiation-failed', 'unavailable ERRORED peer-unavailable']);
      const hungUp: string[] = [];
      openCall(alice, 'bob', mine).subscribe({ error: (error: PeerError) => hungUp.push(error.type, error.message) });
      time.pass(A_MOMENT);
      bob.call.answer(); // with nothing: it was up all the same
      time.pass(A_MOMENT);
      bob.call.close();
      time.pass(A_MOMENT);
      expect(hungUp).toEqual(['connection-closed', 'The other side closed the connection to bob.']);
      end(time);
    }),
  );

  it(
    'completes when this side hangs up',
    virtually((time) => {
      const { peer, end } = world();
      peer('bob');
      const alice = peer('alice');
      const heard = recordStreams({ call: openCall(alice, 'bob', mine) });
      time.pass(A_MOMENT);
      alice.connections['bob']?.[0]?.close();
      time.pass(A_MOMENT);
      expect(heard).toEqual(['call |']);
      end(time);
    }),
  );
});
