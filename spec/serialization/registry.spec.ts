import type { Codec } from '../../lib/serialization/codec.js';
import { raw } from '../../lib/serialization/raw.js';
import { findCodec, normalizeSerialization, type Serializers, wireName } from '../../lib/serialization/registry.js';

const mine: Codec = { framing: 'bare', encode: () => '', decode: () => undefined };

describe('normalizeSerialization and wireName', () => {
  it.each([
    [undefined, 'binary', 'binary'],
    ['default', 'binary', 'binary'],
    ['binary', 'binary', 'binary'],
    ['binary-utf8', 'binary-utf8', 'binary-utf8'],
    ['json', 'json', 'json'],
    ['none', 'none', 'raw'],
    ['raw', 'none', 'raw'],
    ['msgpack', 'msgpack', 'msgpack'],
    ['constructor', 'constructor', 'constructor'],
  ])('%s is %s, and %s on the wire', (name, normalized, wire) => {
    expect(normalizeSerialization(name)).toBe(normalized);
    expect(wireName(name ?? 'binary')).toBe(wire);
  });
});

describe('findCodec', () => {
  it('knows the serializations of the reference, and those that PeerJS calls them', () => {
    for (const name of ['binary', 'binary-utf8', 'default']) expect(findCodec(name)?.framing).toBe('chunks');
    for (const name of ['none', 'raw']) expect(findCodec(name)).toBe(raw);
    expect(findCodec('json')?.framing).toBe('envelopes');
  });

  it.each(['', 'msgpack', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])('does not know %j', (name) => {
    expect(findCodec(name)).toBe(undefined);
    expect(findCodec(name, { other: mine })).toBe(undefined);
  });

  it('prefers what the application brings, under any of the names', () => {
    expect(findCodec('mine', { mine })).toBe(mine);
    expect(findCodec('json', { json: mine })).toBe(mine);
    expect(findCodec('raw', { none: mine })).toBe(mine);
    expect(findCodec('none', { raw: mine })).toBe(mine);
    expect(findCodec('binary', { mine })?.framing).toBe('chunks');
  });

  it('makes a codec for each connection where it is given what makes one', () => {
    const make = (): Codec => ({ ...mine });
    expect(findCodec('mine', { mine: make })).toEqual(mine);
    expect(findCodec('mine', { mine: make })).not.toBe(findCodec('mine', { mine: make }));
    expect(findCodec('binary')).not.toBe(findCodec('binary'));
  });

  it('does not take for a codec what is none', () => {
    const MsgPack = class {};
    expect(findCodec('MsgPack', { MsgPack } as unknown as Serializers)).toBe(undefined);
    const endless = { ...mine, framing: 'stream' };
    expect(findCodec('endless', { endless } as unknown as Serializers)).toBe(undefined);
    expect(findCodec('json', { json: undefined } as unknown as Serializers)?.framing).toBe('envelopes');
  });
});
