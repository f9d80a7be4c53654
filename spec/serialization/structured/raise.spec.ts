import { KIND } from '../../../lib/serialization/structured/form.js';
import { lower } from '../../../lib/serialization/structured/lower.js';
import { raise } from '../../../lib/serialization/structured/raise.js';

const form = (kind: unknown, ...rest: readonly unknown[]): unknown[] => [undefined, kind, ...rest];

/** In code units. */
const LETTER = Uint8Array.of(0x61, 0);

const NONSENSE: Readonly<Record<string, unknown>> = {
  'no kind': [undefined],
  'an unknown kind': form(99),
  'an unknown kind of bytes': form(99, new Uint8Array(8)),
  'an unknown kind of a number and bytes': form(99, 1, new Uint8Array(8)),
  'a kind that is no number': form('map'),
  'a kind that arrays inherit': form('length'),
  'a hole outside an array': form(KIND.hole),
  'a hole with more': [form(KIND.hole, 1)],
  'a hole in a Map': form(KIND.map, form(KIND.hole), 1),
  'a reference to nothing': form(KIND.reference, 0),
  'a reference to what comes later': [form(KIND.reference, 2), {}],
  'a reference by name': [form(KIND.reference, 'length')],
  'a reference between two': [form(KIND.reference, 0.5)],
  'a reference before the first': [form(KIND.reference, -1)],
  'a reference without number': form(KIND.reference),
  'a -0 with more': form(KIND.negativeZero, 1),
  'a text without bytes': form(KIND.text, 'text'),
  'a text of half a character': form(KIND.text, Uint8Array.of(1)),
  'an object without a value': form(KIND.object, 'key'),
  'an object with a key that is none': form(KIND.object, 1, 2),
  'an object with the key __proto__': form(KIND.object, '__proto__', {}),
  'an object with the key __proto__ in code units': form(
    KIND.object,
    form(KIND.text, Uint8Array.from(Buffer.from('__proto__', 'utf16le'))),
    {},
  ),
  'a Date of text': form(KIND.date, '2020'),
  'a Map without a value': form(KIND.map, 1),
  'a RegExp that cannot be': form(KIND.regExp, '(', ''),
  'a RegExp with flags that cannot be': form(KIND.regExp, 'a', 'xx'),
  'a RegExp that is slow to make': form(KIND.regExp, '\\p{L}', 'u'),
  'a RegExp without flags': form(KIND.regExp, 'a'),
  'an error without message': form(KIND.error, 'Error'),
  'an error without its cause': form(KIND.error, 'Error', 'message', 1),
  'an error with more': form(KIND.error, 'Error', 'message', 0, 1),
  'an error that has what no error has': form(KIND.error, 'Error', 'message', 4, 1),
  'an error that has half of something': form(KIND.error, 'Error', 'message', 0.5),
  'an error that has less than nothing': form(KIND.error, 'Error', 'message', -2),
  'an error with a name that is none': form(KIND.error, {}, 'message', 0),
  'an error with a name that begins with something': form(KIND.error, [1, KIND.text, LETTER], 'message', 0),
  'an error with a name of another kind': form(KIND.error, form(KIND.date, LETTER), 'message', 0),
  'an error with a name and more': form(KIND.error, form(KIND.text, LETTER, 1), 'message', 0),
  'an error that has what is no number': form(KIND.error, 'Error', 'message', '1', 1),
  'a buffer without bytes': form(KIND.buffer, 4),
  'a view of an unknown kind': form(KIND.view, 99, new Uint8Array(8)),
  'a view of a kind that is inherited': form(KIND.view, 'constructor', new Uint8Array(8)),
  'a view that does not come out even': form(KIND.view, 8, new Uint8Array(7)),
  'a view without bytes': form(KIND.view, 8, 1_000_000_000),
};

describe('raise', () => {
  for (const [title, value] of Object.entries(NONSENSE)) {
    it(`makes nothing of ${title}`, () => {
      const before = Object.getOwnPropertyNames(Object.prototype);
      expect(() => raise(value)).toThrow(Error);
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    });
  }

  it('quotes nothing of what a RegExp that cannot be is made of', () => {
    expect(() => raise(form(KIND.regExp, `${'a'.repeat(1_000)}(`, ''))).toThrow(
      /^it has a RegExp that makes no sense$/,
    );
    expect(() => raise(form(KIND.regExp, 'a', 'x'.repeat(1_000)))).toThrow(/^it has a RegExp that makes no sense$/);
  });

  it('makes no property of an error from a name that means something', () => {
    for (const name of ['__proto__', 'constructor', 'valueOf', 'toString']) {
      const error = raise(form(KIND.error, name, 'message', 0)) as Error;
      expect(Object.getPrototypeOf(error)).toBe(Error.prototype);
      expect(error.name).toBe(name);
    }
  });

  it('leaves plain values as they are', () => {
    for (const value of [1, 'a', null, undefined, 1n, true]) expect(raise(value)).toBe(value);
    const plain = { a: [1, { b: new Uint8Array(1) }] };
    expect(raise(plain)).toBe(plain);
  });
});

describe('lower', () => {
  it('changes nothing that needs no change', () => {
    for (const value of [
      1,
      'a',
      null,
      undefined,
      1n,
      { a: [1, { b: new Uint8Array(1) }], c: undefined },
      [1, undefined],
    ]) {
      expect(lower(value)).toEqual(value);
    }
  });

  it('copies around what needs one, and leaves the value alone', () => {
    const same = { a: 1 };
    const value = { same, list: [1, -0, 2], zero: 0 };
    const lowered = lower(value) as typeof value;
    expect(lowered).toEqual({ same, list: [1, form(KIND.negativeZero), 2], zero: 0 });
    expect(lowered.same).toEqual(same);
    expect(Object.is(value.list[1], -0)).toBe(true);
  });

  it('writes what PROTOCOL.md says', () => {
    expect(lower([undefined])).toEqual(form(KIND.array, undefined));
    expect(lower(new Array(2))).toEqual([form(KIND.hole), form(KIND.hole)]);
    expect(lower('\ud800')).toEqual(form(KIND.text, Uint8Array.of(0, 0xd8)));
    expect(lower({ a: 1, 17: 2 })).toEqual(form(KIND.object, '17', 2, 'a', 1));
    expect(lower({ '\ud800': 1 })).toEqual(form(KIND.object, form(KIND.text, Uint8Array.of(0, 0xd8)), 1));
    expect(lower(new Date(5))).toEqual(form(KIND.date, 5));
    expect(lower(new Map([['a', 1]]))).toEqual(form(KIND.map, 'a', 1));
    expect(lower(new Set(['a', 1]))).toEqual(form(KIND.set, 'a', 1));
    expect(lower(/a/g)).toEqual(form(KIND.regExp, 'a', 'g'));
    expect(lower(new TypeError('m'))).toEqual(form(KIND.error, 'TypeError', 'm', 0));
    expect(lower(new AggregateError([1], 'm', { cause: 2 }))).toEqual(
      form(KIND.error, 'AggregateError', 'm', 3, 2, [1]),
    );
    expect(lower(Uint8Array.of(1, 2).buffer)).toEqual(form(KIND.buffer, Uint8Array.of(1, 2)));
    expect(lower(Int8Array.of(-1))).toEqual(form(KIND.view, 1, Uint8Array.of(255)));
    const twice = {};
    expect(lower([[], twice, twice])).toEqual([[], twice, form(KIND.reference, 2)]);
  });
});
