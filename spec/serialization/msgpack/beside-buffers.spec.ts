import { createMsgPack } from '../../../lib/serialization/msgpack/msgpack.js';

describe('MsgPack, beside an ArrayBuffer', () => {
  it.each([
    ['an Error', new Error('x')],
    ['a RegExp', /x/],
    ['a boxed number', Object(5)],
    ['a boxed boolean', Object(true)],
    ['a boxed text', Object('ab')],
  ])('refuses %s, as everywhere', (_, value: unknown) => {
    expect(() => createMsgPack().encode({ value })).toThrow('no form');
    expect(() => createMsgPack().encode({ bytes: new ArrayBuffer(1), value })).toThrow('no form');
    expect(() => createMsgPack().encode([{ value }, [new ArrayBuffer(1)]])).toThrow('no form');
  });
});
