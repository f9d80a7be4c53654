import { REASON_LENGTH } from '../../lib/core/constants.js';
import { parseServerMessage } from '../../lib/signalling/parse-server-message.js';

const candidate = {
  candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0 },
  type: 'data',
  connectionId: 'dc_1',
};

describe('parseServerMessage takes the close of a connection', () => {
  const closed = (rxpeer: unknown, payload: object = {}) =>
    parseServerMessage(JSON.stringify({ type: 'CANDIDATE', src: 'alice', payload: { rxpeer, ...payload } }));

  it.each([
    ['without a reason', {}, {}],
    ['whose reason is null', { reason: null }, {}],
    ['with an empty reason', { reason: '' }, { reason: '' }],
    ['with the longest reason', { reason: 'r'.repeat(REASON_LENGTH) }, { reason: 'r'.repeat(REASON_LENGTH) }],
    ['of another version', { version: 7 }, {}],
    ['of no version', { version: undefined }, {}],
    ['with fields that nobody knows', { extra: 1, toString: 1 }, {}],
  ])('%s', (_name, fields, expected) => {
    const close = { kind: 'close', peer: 'alice', connectionId: 'dc_1', ...expected };
    expect(closed({ version: 1, close: 'dc_1', ...fields })).toStrictEqual(close);
  });

  it('for that, whatever else it says', () => {
    expect(closed({ version: 1, close: 'dc_2' }, candidate)).toEqual({
      kind: 'close',
      peer: 'alice',
      connectionId: 'dc_2',
    });
  });

  it.each([
    ['of a number', { close: 1 }, '"close" is no string'],
    ['of an object', { close: { dc_1: 1 } }, '"close" is no string'],
    ['of no name', { close: '' }, '"close" is empty'],
    ['of a name that is too long', { close: 'd'.repeat(1_025) }, '"close" is longer than 1024'],
    ['of a prototype', { close: '__proto__' }, '"close" is __proto__'],
    ['of a constructor', { close: 'constructor' }, '"close" is constructor'],
    ['for a reason that is none', { close: 'dc_1', reason: 5 }, '"reason" is no string'],
    ['for a list of reasons', { close: 'dc_1', reason: ['busy'] }, '"reason" is no string'],
    [
      'for a reason that is too long',
      { close: 'dc_1', reason: 'r'.repeat(REASON_LENGTH + 1) },
      '"reason" is longer than 1024',
    ],
  ])('for none %s', (_name, rxpeer, reason) => {
    expect(closed(rxpeer)).toEqual({ kind: 'refused', reason });
  });

  it.each([undefined, null, 1, true, 'dc_1', {}, { version: 1 }, ['dc_1']])(
    'for a candidate, where rxpeer is %j, which names none',
    (rxpeer) => {
      expect(closed(rxpeer, candidate)).toMatchObject({ kind: 'candidate', connectionId: 'dc_1' });
      expect(closed(rxpeer)).toMatchObject({ kind: 'refused' });
    },
  );

  it('from somebody only, and of its own fields only', () => {
    const text = (rxpeer: string, src = '"src":"alice",'): string =>
      `{"type":"CANDIDATE",${src}"payload":{"rxpeer":${rxpeer}}}`;
    expect(parseServerMessage(text('{"close":"dc_1"}'))).toMatchObject({ kind: 'close' });
    expect(parseServerMessage(text('{"close":"dc_1"}', ''))).toMatchObject({ kind: 'refused' });
    expect(parseServerMessage(text('{"__proto__":{"close":"dc_1"}}'))).toMatchObject({ kind: 'refused' });
    expect(parseServerMessage(text('{"close":"dc_1","__proto__":{"reason":"busy"}}'))).toStrictEqual({
      kind: 'close',
      peer: 'alice',
      connectionId: 'dc_1',
    });
  });
});
