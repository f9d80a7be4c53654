import { recordEvents } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

/** Names that somebody may choose who does not know of ours. */
const THEIRS = {
  role: 'host',
  phase: 2,
  state: {},
  failure: null,
  endedBy: 'x',
  isLinked: true,
  events: [],
  hub: {},
  intent$: 1,
  transmit: 1,
  outcome$: 1,
  endFromAfar: 1,
  endWithPeer: 1,
  commonEvents: 1,
  streams: 1,
  connections$: 1,
  log: 1,
};

describe('What applications hang on a Peer and its connections', () => {
  it(
    'harms nobody, whatever it is called',
    virtually((time) => {
      const { peer, end } = world();
      const bob = incoming(peer('bob'));
      const alice = Object.assign(peer('alice'), THEIRS);
      time.pass(A_MOMENT);
      const nobody = Object.assign(alice.connect('nobody'), THEIRS);
      const call = Object.assign(alice.call('bob'), THEIRS);
      const connection = Object.assign(alice.connect('bob'), THEIRS);
      const heard = [
        recordEvents(alice, 'error', 'close'),
        recordEvents(nobody, 'error', 'close'),
        recordEvents(connection, 'open', 'data', 'close'),
        recordEvents(call, 'close'),
      ];
      time.pass(10_000);
      Object.assign(bob.connection, THEIRS).send('hello');
      time.pass(A_MOMENT);
      alice.destroy();
      expect(heard).toEqual([
        ['error peer-unavailable', 'close'],
        ['error peer-unavailable', 'close'],
        ['open', 'data hello', 'close'],
        ['close'],
      ]);
      expect([connection.role, alice.failure]).toEqual(['host', null]);
      end(time);
    }),
  );
});
