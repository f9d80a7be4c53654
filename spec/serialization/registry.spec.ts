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
    for (const name of ['binary', 'binary-utf8', 'default']) expect(findCodec(name, {}).codec?.framing).toBe('chunks');
    for (const name of ['none', 'raw']) expect(findCodec(name, {}).codec).toBe(raw);
    expect(findCodec('json', {}).codec?.framing).toBe('envelopes');
  });

  it.each(['', 'msgpack', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])('does not know %j', (name) => {
    expect(findCodec(name, {}).codec).toBe(undefined);
    expect(findCodec(name, { other: mine }).codec).toBe(undefined);
  });

  it('prefers what the application brings, under any of the names', () => {
    expect(findCodec('mine', { mine }).codec).toBe(mine);
    expect(findCodec('json', { json: mine }).codec).toBe(mine);
    expect(findCodec('raw', { none: mine }).codec).toBe(mine);
    expect(findCodec('none', { raw: mine }).codec).toBe(mine);
    expect(findCodec('binary', { mine }).codec?.framing).toBe('chunks');
  });

  it('makes a codec for each connection where it is given what makes one', () => {
    const make = (): Codec => ({ ...mine });
    expect(findCodec('mine', { mine: make }).codec).toEqual(mine);
    expect(findCodec('mine', { mine: make }).codec).not.toBe(findCodec('mine', { mine: make }).codec);
    expect(findCodec('binary', {}).codec).not.toBe(findCodec('binary', {}).codec);
  });

  it('does not take for a codec what is none', () => {
    const MsgPack = class {};
    expect(findCodec('MsgPack', { MsgPack } as unknown as Serializers).codec).toBe(undefined);
    const endless = { ...mine, framing: 'stream' };
    expect(findCodec('endless', { endless } as unknown as Serializers).codec).toBe(undefined);
    expect(findCodec('json', { json: undefined } as unknown as Serializers).codec?.framing).toBe('envelopes');
  });
});

describe('findCodec, where there is none', () => {
  const broken = new Error('broken');
  const throwing = (): never => {
    throw broken;
  };

  it.each<readonly [string, unknown, unknown]>([
    ['is made by something that throws', throwing, broken],
    [
      'is a class',
      class {},
      expect.objectContaining({ message: expect.stringContaining('Class constructor') as unknown }),
    ],
    ['lacks a direction', { ...mine, decode: undefined }, new TypeError('what is handed in is no codec')],
    ['is made as nothing', () => undefined, new TypeError('what is handed in is no codec')],
  ])('puts nothing in the place of a codec of the application that %s, and says why', (_, serializer, cause) => {
    for (const [name, key] of [
      ['mine', 'mine'],
      ['json', 'json'],
      ['default', 'binary'],
      ['raw', 'none'],
      ['none', 'raw'],
    ] as const) {
      const serializers = { [key]: serializer } as Serializers;
      expect(findCodec(name, serializers)).toEqual({ cause });
    }
  });

  it('nor does one that cannot even be read throw: others choose the name', () => {
    const serializers: Serializers = Object.defineProperty({}, 'mine', { enumerable: true, get: throwing });
    expect(findCodec('mine', serializers)).toEqual({ cause: broken });
    expect(findCodec('json', serializers).codec?.framing).toBe('envelopes');
  });

  it('has nothing to say of a name that nobody knows', () => {
    expect(findCodec('constructor', { mine })).toEqual({});
    expect(findCodec('mine', { mine })).toEqual({ codec: mine });
  });
});
