import { parseServerMessage } from '../../lib/signalling/parse-server-message.js';
import { captures } from '../support/captures.js';
import { damaged } from '../support/damaged.js';
import { Random } from '../support/random.js';

const sdp = (type: unknown = 'offer', text: unknown = 'v=0') => ({ type, sdp: text });
const offer = (payload: unknown = {}, src: unknown = 'a') => ({
  type: 'OFFER',
  src,
  payload:
    typeof payload === 'object' && payload !== null && !Array.isArray(payload)
      ? { sdp: sdp(), type: 'data', connectionId: 'dc_1', ...payload }
      : payload,
});
const answer = (payload: object) => ({
  type: 'ANSWER',
  src: 'a',
  payload: { sdp: sdp('answer'), connectionId: 'dc_1', ...payload },
});
const candidate = (fields: object, payload: object = {}) => ({
  type: 'CANDIDATE',
  src: 'a',
  payload: {
    candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, ...fields },
    connectionId: 'dc_1',
    ...payload,
  },
});
const prototypeNames = Object.getOwnPropertyNames(Object.prototype);

const shapes: readonly unknown[] = [
  // Not a message at all
  null, true, 0, 1e308, '', 'OPEN', [], [{ type: 'OPEN' }], {}, { type: null }, { type: 7 }, { type: {} }, { type: ['OPEN'] },
  // Types that nobody knows, or that only clients send
  { type: '' }, { type: 'open' }, { type: 'OPEN ' }, { type: 'HEARTBEAT' }, { type: 'FOO' }, { type: 'x'.repeat(1_000_000) },
  ...prototypeNames.map((type) => ({ type })),
  // Nobody sent them
  { type: 'LEAVE' }, { type: 'EXPIRE' }, { type: 'LEAVE', peer: 'a' }, { ...offer(), src: undefined }, offer({}, null), offer({}, 5),
  offer({}, ''), offer({}, ['a']), offer({}, {}), offer({}, 'a'.repeat(1_025)), offer({}, '__proto__'),
  { type: 'LEAVE', src: '__proto__' }, { type: 'LEAVE', src: '__defineGetter__' }, { type: 'EXPIRE', src: 1 },
  // No payload to speak of
  { type: 'OFFER', src: 'a' }, offer(null), offer('x'), offer(7), offer([]), offer([sdp()]),
  { type: 'ANSWER', src: 'a' }, { type: 'ANSWER', src: 'a', payload: [] }, { type: 'CANDIDATE', src: 'a' },
  { type: 'CANDIDATE', src: 'a', payload: {} }, { type: 'CANDIDATE', src: 'a', payload: 1 },
  // Connections of no kind
  offer({ type: undefined }), offer({ type: null }), offer({ type: 'DATA' }), offer({ type: 'toString' }), offer({ type: ['data'] }),
  offer({ type: { data: 1 } }), offer({ type: 0 }),
  // Connections without a name, or with one that is none
  offer({ connectionId: undefined }), offer({ connectionId: null }), offer({ connectionId: '' }), offer({ connectionId: 7 }),
  offer({ connectionId: {} }), offer({ connectionId: ['dc_1'] }), offer({ connectionId: 'd'.repeat(1_025) }),
  ...prototypeNames.map((connectionId) => offer({ connectionId })),
  answer({ connectionId: 'constructor' }), answer({ connectionId: 9 }),
  candidate({}, { connectionId: '__proto__' }), candidate({}, { connectionId: null }),
  // Descriptions that describe nothing, or something else
  offer({ sdp: undefined }), offer({ sdp: null }), offer({ sdp: 'v=0' }), offer({ sdp: [] }), offer({ sdp: {} }),
  offer({ sdp: sdp('answer') }), offer({ sdp: sdp('pranswer') }), offer({ sdp: sdp('rollback') }), offer({ sdp: sdp(null) }),
  offer({ sdp: sdp('offer', '') }), offer({ sdp: sdp('offer', 5) }), offer({ sdp: sdp('offer', null) }), offer({ sdp: sdp('offer', ['v']) }),
  offer({ sdp: sdp('offer', 'v'.repeat(1024 * 1024 + 1)) }), answer({ sdp: sdp('offer') }), answer({ sdp: sdp('answer', {}) }), answer({ sdp: 1 }),
  // The rest of an offer
  offer({ label: 'l'.repeat(65_536) }), offer({ label: ['l'.repeat(65_536)] }), offer({ serialization: 7 }),
  offer({ serialization: ['json'] }), offer({ serialization: 's'.repeat(257) }), offer({ reliable: 'true' }), offer({ reliable: 1 }),
  // Candidates
  candidate({ candidate: undefined }), candidate({ candidate: null }), candidate({ candidate: 5 }), candidate({ candidate: {} }),
  candidate({ candidate: 'c'.repeat(4_097) }), candidate({ sdpMid: 0 }), candidate({ sdpMid: {} }), candidate({ sdpMid: 'm'.repeat(257) }),
  candidate({ sdpMLineIndex: '0' }), candidate({ sdpMLineIndex: -1 }), candidate({ sdpMLineIndex: 0.5 }),
  candidate({ sdpMLineIndex: 65_536 }), candidate({ sdpMLineIndex: 1e300 }), candidate({ sdpMLineIndex: [] }),
  candidate({ usernameFragment: 5 }), candidate({ usernameFragment: 'u'.repeat(257) }), candidate({}, { candidate: null }),
  candidate({}, { candidate: 'candidate:1' }), candidate({}, { candidate: [] }), candidate({}, { candidate: 0 }),
  // Closes of nothing
  candidate({}, { rxpeer: { close: null } }), candidate({}, { rxpeer: { close: 7 } }),
  candidate({}, { rxpeer: { close: ['dc_1'] } }), candidate({}, { rxpeer: { close: '' } }), candidate({}, { rxpeer: { close: 'c'.repeat(1_025) } }),
  ...prototypeNames.map((close) => candidate({}, { rxpeer: { close } })), candidate({}, { rxpeer: { close: 'dc_1', reason: {} } }),
  candidate({}, { rxpeer: { close: 'dc_1', reason: 'r'.repeat(1_025) } }), { type: 'CANDIDATE', payload: { rxpeer: { close: 'dc_1' } } },
]; // prettier-ignore

const notJson: readonly string[] = [
  '', ' ', 'not json', '{', '}', '{"type":"OPEN"', '{"type":"OPEN"}}', "{'type':'OPEN'}", 'undefined', 'NaN', '{"type":OPEN}', '\0',
  '\uFEFF{"type":"OPEN"}', '\uD800', '{"type":"\\u"}', '['.repeat(100_000), '{"a":'.repeat(100_000),
  '{"__proto__":{"type":"OPEN"}}', '{"type":"LEAVE","__proto__":{"src":"a"}}', '{"type":"OFFER","src":"a","payload":{"__proto__":{"connectionId":"c"}}}',
  `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
]; // prettier-ignore

describe('parseServerMessage, told what no server says', () => {
  const hostile = [...shapes.map((shape) => JSON.stringify(shape)), ...notJson];

  it('has enough of it to be sure', () => {
    expect(hostile.length).toBeGreaterThan(100);
  });

  it.each(hostile.map((text) => [text.slice(0, 100), text]))('refuses %j', (_shown, text) => {
    const message = parseServerMessage(text);
    expect(message).toEqual({ kind: 'refused', reason: expect.any(String) });
    expect(message.kind === 'refused' && message.reason.length).toBeLessThan(200);
  });

  it('is not taken in by what a prototype has', () => {
    const prototype = Object.prototype as Record<string, unknown>;
    prototype['src'] = 'mallory';
    try {
      expect(parseServerMessage('{"type":"LEAVE"}').kind).toBe('refused');
    } finally {
      delete prototype['src'];
    }
  });

  it('never throws, whatever becomes of a message on its way', () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);
    console.info(`FUZZ_SEED=${String(seed)}`);
    const random = new Random(seed);
    const originals = captures.flatMap(({ dir, raw }) => (dir === 'server->client' && raw ? [raw] : []));
    const kinds = new Set<string>();
    for (let round = 0; round < 20_000; round += 1) {
      let text = random.pick(originals);
      for (let blows = random.next(3) + 1; blows > 0; blows -= 1) text = damaged(text, random, originals);
      kinds.add(parseServerMessage(text).kind);
    }
    expect(kinds).toContain('refused');
  });

  it('never throws at values of every kind in every place', () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32);
    console.info(`FUZZ_SEED=${String(seed)}`);
    const random = new Random(seed);
    const leaves = [
      null,
      true,
      false,
      0,
      -1,
      1e308,
      '',
      'data',
      'offer',
      'answer',
      'OFFER',
      '__proto__',
      'x'.repeat(300),
    ];
    const keys = [
      'type',
      'src',
      'payload',
      'sdp',
      'connectionId',
      'candidate',
      'sdpMid',
      'label',
      'msg',
      'rxpeer',
      'version',
      '__proto__',
    ];
    const value = (depth: number): unknown => {
      if (depth === 0 || random.next(3) === 0) return random.pick(leaves);
      if (random.next(6) === 0) return Array.from({ length: random.next(4) }, () => value(depth - 1));
      return Object.fromEntries(Array.from({ length: random.next(6) }, () => [random.pick(keys), value(depth - 1)]));
    };
    const types = ['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'EXPIRE', 'ERROR', 'OPEN'];
    const kinds = new Set<string>();
    for (let round = 0; round < 20_000; round += 1) {
      const message = { type: random.pick(types), src: 'a', payload: value(4) };
      kinds.add(parseServerMessage(JSON.stringify(message)).kind);
    }
    expect(kinds).toContain('refused');
    expect(kinds).toContain('leave');
  });
});
