import { EARLY_CANDIDATES, STRAY_SIGNALS } from '../lib/core/constants.js';
import { fakeCandidate } from './support/fake-peer-connection.js';
import { Siege } from './support/siege.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT } from './support/world.js';

const CANDIDATES = 100_000;
/** Timers that have to do with one candidate on its way, and more than there are. */
const TIMERS = 4;

const candidate = (src: string, connectionId: string, n: number): string =>
  JSON.stringify({ type: 'CANDIDATE', src, payload: { candidate: fakeCandidate(n), type: 'data', connectionId } });

/** Hundreds of candidates are more than anybody has; a hundred thousand are somebody who wants the memory of the page. */
describe(`a Peer under a flood of ${String(CANDIDATES)} candidates`, () => {
  it(
    'keeps a bounded number of those for connections that do not exist, for a while',
    virtually((time) => {
      const siege = new Siege(time);
      siege.befriend();
      const before = siege.rest();
      const [friend] = siege.friendly;
      const strange = (n: number): string => {
        if (n % 3 === 0) return candidate(`eve-${String(n)}`, `dc_${String(n)}`, n);
        return candidate('eve', n % 3 === 1 ? 'dc_none' : (friend?.connectionId ?? ''), n);
      };
      siege.flood(CANDIDATES, strange, ({ timers, ...held }) => {
        expect(timers).toBeLessThanOrEqual(before.timers + STRAY_SIGNALS + TIMERS);
        expect({ ...held, timers: before.timers }).toEqual(before);
      });
      siege.expectFriendsUnharmed();
      expect(siege.rest()).toEqual(before);
      siege.end();
    }),
  );

  it(
    'hands those for an open connection to it, and keeps none',
    virtually((time) => {
      const siege = new Siege(time);
      siege.befriend();
      const before = siege.rest();
      const [friend] = siege.friendly;
      siege.flood(CANDIDATES / 2, (n) => candidate(friend?.peer ?? '', friend?.connectionId ?? '', n));
      siege.expectFriendsUnharmed();
      expect(siege.rest()).toEqual(before);
      siege.end();
    }),
  );

  it(
    'keeps a bounded number for a connection that nobody has answered yet, and for a call that rings',
    virtually((time) => {
      const siege = new Siege(time);
      siege.befriend();
      const guests = siege.receive();
      const waiting = [siege.bob.connect('nobody'), siege.ring('dora')] as const;
      for (const { peer, connectionId } of waiting) {
        siege.flood(CANDIDATES / 4, (n) => candidate(peer, connectionId, n));
      }
      const added = (): number =>
        siege.machine.peerConnections.flatMap(({ asked }) => asked).filter((asked) => asked === 'addCandidate').length;
      const before = added();

      const sdp = { type: 'answer', sdp: 's=fake answer 1' };
      const payload = { sdp, connectionId: waiting[0].connectionId };
      siege.hear(JSON.stringify({ type: 'ANSWER', src: 'nobody', payload }));
      time.pass(A_MOMENT);
      expect(added() - before).toBe(EARLY_CANDIDATES);
      for (const { connection } of guests) if (connection.type === 'media') connection.answer();
      time.pass(A_MOMENT);
      expect(added() - before).toBe(2 * EARLY_CANDIDATES);
      siege.expectFriendsUnharmed();
      siege.end();
    }),
  );
});
