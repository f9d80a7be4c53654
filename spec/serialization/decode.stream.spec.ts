import { map, of } from 'rxjs';
import { messageTooBig } from '../../lib/core/errors.js';
import type { IncomingFrame } from '../../lib/ports/data-channel.js';
import type { StreamCodec } from '../../lib/serialization/codec.js';
import { decode, type Decoded } from '../../lib/serialization/decode.js';
import { closeEnvelope } from '../../lib/serialization/envelope.js';
import { marbles } from '../support/marbles.js';
import { brief } from './brief-decoded.js';

/** Bytes of the largest message in these specs. */
const LIMIT = 100_000;

/** Values of two letters, in pieces of any size; `!` makes no sense, and `#` is too long. */
const pairs: StreamCodec = {
  framing: 'stream',
  encode: (value) => String(value),
  decode: (frame) => {
    const text = new TextDecoder().decode(frame as ArrayBuffer);
    if (text === '??') throw new Error('it cannot be read');
    return text === 'xx' ? closeEnvelope() : text;
  },
  split: (limit) => {
    const rest = { text: '' };
    return function* (piece) {
      rest.text += new TextDecoder().decode(piece);
      for (; rest.text.length > 1; rest.text = rest.text.slice(2)) {
        if (rest.text.startsWith('!')) throw new Error('it makes no sense');
        if (rest.text.startsWith('#')) throw messageTooBig(limit + 1, limit);
        yield new TextEncoder().encode(rest.text.slice(0, 2)).buffer;
      }
    };
  },
};
const piece = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;

const frames: Record<string, IncomingFrame> = {
  a: piece('aa'),
  h: piece('b'),
  t: piece('bc'),
  x: piece('xx'),
  u: piece('??'),
  m: piece('!!'),
};
const values = { a: 'aa', b: 'bb', c: 'ca', x: 'close', u: 'invalid-message', m: 'broken: invalid-message' };

const decodedBy = (...frames: IncomingFrame[]): Decoded[] => {
  const outputs: Decoded[] = [];
  of(...frames)
    .pipe(decode({ codec: pairs, limit: LIMIT }))
    .subscribe((output) => outputs.push(output));
  return outputs;
};

describe('decode of a stream', () => {
  // `h` is half a value, and `t` the rest of it and half of the next.
  it.each([
    ['never', '                   ------', '------', '^     '],
    ['empty', '                   --|---', '--|---', '^-!   '],
    ['one', '                     -a-|--', '-a-|--', '^--!  '],
    ['many', '                    -ahta|', '-a-bc|', '^----!'],
    ['half a value at the end', ' -h-|--', '---|--', '^--!  '],
    ['an error of the source', '  -a-#--', '-a-#--', '^--!  '],
    ['what closes', '             -ax-a|', '-ax-a|', '^----!'],
    ['what cannot be read', '     -ua--|', '-ua--|', '^----!'],
    ['what nobody can go on from', '-am--a', '-a(m|)', '^-!'],
  ])('%s', (_name, source, expected, subscription) => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const frame$ = hot<IncomingFrame>(source, frames);
      expectObservable(frame$.pipe(decode({ codec: pairs, limit: LIMIT }), map(brief))).toBe(expected, values);
      expectSubscriptions(frame$.subscriptions).toBe(subscription);
    })();
  });

  it(
    'lets go of the source when unsubscribed, and begins anew for each subscriber',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const frame$ = hot<IncomingFrame>('-h-a--', frames);
      const decoded$ = frame$.pipe(decode({ codec: pairs, limit: LIMIT }), map(brief));
      expectObservable(decoded$, '^-!').toBe('------');
      expectObservable(decoded$, '--^--!').toBe('---a--', values); // where half a value came before, it would be another
      expectSubscriptions(frame$.subscriptions).toBe(['^-!', '--^--!']);
    }),
  );

  it('finds its values wherever it is cut, for each subscriber anew', () => {
    const pieces = ['a', 'bc', 'def', 'xx', 'g'].map(piece);
    for (let round = 0; round < 2; round += 1) {
      expect(decodedBy(...pieces).map(brief)).toEqual(['ab', 'cd', 'ef', 'close']);
    }
  });

  it('tells how many bytes a value took, and what the limit is', () => {
    expect(decodedBy(piece('ab'), piece('##'))).toMatchObject([
      { kind: 'data', value: 'ab', bytes: 2 },
      { kind: 'broken', error: { message: messageTooBig(100_001, 100_000).message } },
    ]);
  });

  it('goes on after a value that cannot be read, and ends where nobody knows how', () => {
    expect(decodedBy(piece('??ab')).map(brief)).toEqual(['invalid-message', 'ab']);
    expect(decodedBy(piece('ab!!cd'), piece('ef')).map(brief)).toEqual(['ab', 'broken: invalid-message']);
    expect(decodedBy(piece('##'), piece('ef')).map(brief)).toEqual(['broken: message-too-big']);
    expect(decodedBy('text', piece('ef')).map(brief)).toEqual(['broken: invalid-message']);
  });

  it('tells the first of those in a piece that cannot be read, and takes a piece of many for broken', () => {
    const some = piece(`ab${'??'.repeat(16)}cd`);
    expect(decodedBy(some, some).map(brief)).toEqual(['ab', 'invalid-message', 'cd', 'ab', 'invalid-message', 'cd']);
    const outputs = decodedBy(piece(`ab${'??'.repeat(17)}cd`), piece('ef'));
    expect(outputs.map(brief)).toEqual(['ab', 'invalid-message', 'broken: invalid-message']);
    expect(outputs.at(-1)).toMatchObject({
      error: { message: expect.stringContaining('more and more values in it make no sense') as string },
    });
  });
});
