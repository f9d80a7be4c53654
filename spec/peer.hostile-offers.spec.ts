import { EARLY_CONNECTIONS } from '../lib/core/constants.js';
import { AT_ONCE, Siege } from './support/siege.js';
import { virtually } from './support/virtual-time.js';

/** Several times what is held. */
const OFFERS = 3 * EARLY_CONNECTIONS;
/** Timers of a connection that is not open yet, and more than there are. */
const TIMERS_EACH = 4;

const offer = (src: string, connectionId: string, more: object = {}): string =>
  JSON.stringify({
    type: 'OFFER',
    src,
    payload: { sdp: { type: 'offer', sdp: 'nonsense' }, type: 'data', connectionId, serialization: 'binary', ...more },
  });

/** A description that can be read, and that nobody follows up. */
const readable = (extra = '') => ({
  sdp: { type: 'offer', sdp: `v=0\r\ns=fake offer 1\r\nm=application\r\n${extra}` },
});

const FLOODS: readonly (readonly [string, (n: number) => string])[] = [
  ['of connections that cannot be read', (n) => offer('eve', `dc_${String(n)}`)],
  ['of connections that nobody follows up', (n) => offer('eve', `dc_${String(n)}`, readable())],
  ['of connections, each of another peer', (n) => offer(`eve-${String(n)}`, 'dc_1', readable())],
  ['of calls', (n) => offer('eve', `mc_${String(n)}`, { type: 'media' })],
  ['with serializations that nobody knows', (n) => offer('eve', `dc_${String(n)}`, { serialization: '__proto__' })],
  ['for one connection, always the same', () => offer('eve', 'dc_1', readable())],
  ['for one connection, always another', (n) => offer('eve', 'dc_1', readable(`a=${String(n)}\r\n`))],
];

describe('a Peer under a flood of offers', () => {
  it.each(FLOODS)('%s: holds a bounded number for the first listener, and nothing of the others', (_name, text) => {
    virtually((time) => {
      const siege = new Siege(time);
      siege.befriend('outward');
      const before = siege.rest();
      const errors: string[] = [];
      siege.bob.error$.subscribe(({ type }) => errors.push(type));
      siege.flood(OFFERS, text, ({ peerConnections, timers }) => {
        expect(peerConnections).toBeLessThanOrEqual(before.peerConnections + EARLY_CONNECTIONS);
        expect(timers).toBeLessThanOrEqual(before.timers + TIMERS_EACH * (EARLY_CONNECTIONS + AT_ONCE));
      });
      siege.expectFriendsUnharmed();
      const held = siege.receive();
      expect(held.length).toBeLessThanOrEqual(EARLY_CONNECTIONS);
      expect(errors.every((type) => type === 'early-buffer-full' || type === 'webrtc')).toBe(true);
      for (const { connection } of held) connection.close();
      expect(siege.rest()).toEqual(before);
      siege.end();
    })();
  });

  it.each(FLOODS)('%s: gives up where somebody listens what does not open', (_name, text) => {
    virtually((time) => {
      const siege = new Siege(time);
      siege.befriend();
      const guests = siege.receive();
      const before = siege.rest();
      siege.flood(EARLY_CONNECTIONS, text);
      siege.expectFriendsUnharmed();
      siege.rest();
      const ringing = siege.unfinished(guests);
      // A call may ring for as long as the caller likes; it holds nothing but itself.
      expect(ringing.filter(({ type, peerConnection }) => type === 'data' || peerConnection)).toHaveLength(0);
      for (const connection of ringing) connection.close();
      expect(siege.unfinished(guests)).toHaveLength(0);
      expect(siege.rest()).toEqual(before);
      siege.end();
    })();
  });
});
