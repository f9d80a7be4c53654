import { from, map } from 'rxjs';
import { HALF_MESSAGE_CHECK } from '../../lib/core/constants.js';
import type { Chunk } from '../../lib/serialization/envelope.js';
import { Halves } from '../../lib/serialization/halves.js';
import { reassemble, type Reassembled } from '../../lib/serialization/reassemble.js';
import { marbles } from '../support/marbles.js';

/** Bytes of the largest value in most of these specs. */
const LIMIT = 10_000;

const chunkOf = (id: number, n: number, total: number, ...bytes: number[]): Chunk => {
  return { kind: 'chunk', id, n, total, data: Uint8Array.from(bytes) };
};

const sized = (id: number, n: number, total: number, size: number): Chunk => {
  return { kind: 'chunk', id, n, total, data: new Uint8Array(size).fill(id) };
};

/** In short: the bytes of what is whole, the error of what failed. */
const brief = (output: Reassembled): string =>
  output.kind === 'whole' ? [...new Uint8Array(output.bytes)].join() : `${output.error.type}: ${output.error.message}`;

/** The same for large values: their size. */
const briefer = (output: Reassembled): string =>
  output.kind === 'whole' ? `${String(output.bytes.byteLength)} bytes` : brief(output);

const outputsOf = (chunks: readonly Chunk[], limit = LIMIT): string[] => {
  const outputs: string[] = [];
  from(chunks)
    .pipe(reassemble(limit), map(briefer))
    .subscribe((output) => {
      outputs.push(output);
    });
  return outputs;
};

const chunks = {
  a: chunkOf(1, 0, 2, 1, 2),
  b: chunkOf(1, 1, 2, 3),
  c: chunkOf(2, 0, 1, 9),
  d: chunkOf(3, 2, 3, 6),
  e: chunkOf(3, 0, 3, 4),
  f: chunkOf(3, 1, 3, 5),
};
const wholes = { x: '4,5,6', y: '1,2,3', z: '9' };

describe('reassemble', () => {
  for (const [name, source, subscription, expected] of [
    ['never', '---', '^--', '---'],
    ['empty', '--|', '^-!', '--|'],
    ['one chunk that is all', '-c-|', '^--!', '-z-|'],
    ['in order', '-a-b-|', '^----!', '---y-|'],
    ['backwards', '-b-a-|', '^----!', '---y-|'],
    ['several values at once', '-d-a-e-c-b-f-|', '^------------!', '-------z-y-x-|'],
    ['half a value at the end', '-a-|', '^--!', '---|'],
    ['an error of the source', '-a-#', '^--!', '---#'],
  ] as const) {
    it(
      name,
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const chunk$ = hot(source, chunks);
        expectObservable(chunk$.pipe(reassemble(LIMIT), map(brief))).toBe(expected, wholes);
        expectSubscriptions(chunk$.subscriptions).toBe(subscription);
      }),
    );
  }

  it(
    'lets go when unsubscribed, and begins anew for each subscriber',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const chunk$ = hot('-a-b-a-b-', chunks);
      const whole$ = chunk$.pipe(reassemble(LIMIT), map(brief));
      expectObservable(whole$, '^-!').toBe('---');
      expectObservable(whole$, '--^---!').toBe('-----y', wholes); // the second of 1 came first, then the first
      expectSubscriptions(chunk$.subscriptions).toBe(['^-!', '--^---!']);
    }),
  );

  it('takes a value of just the limit, and drops one beyond it with one error', () => {
    expect(outputsOf([sized(1, 0, 2, 6_000), sized(1, 1, 2, 4_000)])).toEqual(['10000 bytes']);
    expect(outputsOf([sized(1, 0, 3, 6_000), sized(1, 1, 3, 4_001), sized(1, 2, 3, 1), sized(2, 0, 1, 5)])).toEqual([
      'message-too-big: A message of 10001 bytes is over the limit of 10000 bytes. Raise `limits.message` to accept it.',
      '5 bytes',
    ]);
  });

  it('drops a value whose chunks disagree about their number, and lets its other chunks fall', () => {
    const outputs = outputsOf([
      sized(1, 0, 3, 1),
      sized(1, 1, 4, 1),
      sized(1, 1, 3, 1),
      sized(1, 2, 3, 1),
      sized(2, 0, 1, 1),
    ]);
    expect(outputs.length).toBe(2);
    expect(outputs[0]).toContain('invalid-message');
    expect(outputs[0]).toContain('different totals, 3 and 4');
    expect(outputs[1]).toBe('1 bytes');
    expect(outputsOf([sized(1, 0, 2, 1), sized(1, 1, 3, 1)]).length).toBe(1); // as many as the first said
  });

  it('drops a value with a chunk that comes twice', () => {
    const outputs = outputsOf([sized(1, 0, 3, 1), sized(1, 0, 3, 1), sized(1, 1, 3, 1), sized(1, 2, 3, 1)]);
    expect(outputs.length).toBe(1);
    expect(outputs[0]).toContain('chunk 0 came twice');
  });

  it('takes an id again once the value before it is done or given up', () => {
    expect(outputsOf([sized(1, 0, 1, 1), sized(1, 0, 1, 2)])).toEqual(['1 bytes', '2 bytes']);
    const twice = [sized(1, 0, 2, 1), sized(1, 0, 2, 1), sized(1, 1, 2, 1)];
    expect(outputsOf([...twice, sized(1, 0, 1, 3)]).slice(1)).toEqual(['3 bytes']);
  });

  it('does not believe in more chunks than a value within the limit has', () => {
    const outputs = outputsOf([sized(1, 0, 2 ** 32, 1), sized(1, 1, 2 ** 32, 1), sized(2, 0, 10, 1)]);
    expect(outputs).toEqual([expect.stringMatching(/^message-too-big: A message of 4294967296 chunks is over/)]);
    expect(outputsOf([sized(1, 0, 2 ** 32, 1)], Infinity)).toEqual([]);
  });

  it('holds no more than the limit altogether: the oldest goes', () => {
    const outputs = outputsOf([
      sized(1, 0, 2, 6_000),
      sized(2, 0, 2, 3_000),
      sized(3, 0, 2, 3_000), // the first has to go, the second may stay
      sized(1, 1, 2, 1_000),
      sized(2, 1, 2, 1_000),
      sized(3, 1, 2, 1_000),
    ]);
    expect(outputs).toEqual([expect.stringContaining('its rest has not come'), '4000 bytes', '4000 bytes']);
  });

  it('has the room again that whole values took, or such as are given up', () => {
    const wholes = [1, 2, 3].flatMap((id) => [sized(id, 0, 2, 2_000), sized(id, 1, 2, 2_000)]);
    const twice = [sized(4, 0, 3, 9_000), sized(4, 0, 3, 9_000)];
    const halves = [sized(5, 0, 2, 4_000), sized(6, 0, 2, 4_000), sized(5, 1, 2, 1), sized(6, 1, 2, 1)];
    expect(outputsOf([...wholes, ...twice, ...halves])).toEqual([
      ...['4000 bytes', '4000 bytes', '4000 bytes'],
      expect.stringContaining('chunk 0 came twice'),
      ...['4001 bytes', '4001 bytes'],
    ]);
  });

  it('keeps the one that is coming when others need the room', () => {
    const outputs = outputsOf([sized(1, 0, 3, 4_000), sized(2, 0, 2, 4_000), sized(1, 1, 3, 4_000), sized(1, 2, 3, 1)]);
    expect(outputs).toEqual([expect.stringContaining('its rest has not come'), '8001 bytes']);
  });

  it('keeps the frame of a chunk no longer than it is worth', () => {
    const kept = { bytes: 0 };
    const halves = new Halves(1_000_000);
    for (let n = 0; n < 3; n += 1) {
      const data = new Uint8Array(250_000).subarray(7, 8);
      halves.accept({ kind: 'chunk', id: 1, n, total: 3, data }, (outcome) => {
        if (outcome.kind === 'whole') for (const part of outcome.parts) kept.bytes += part.buffer.byteLength;
      });
    }
    expect(kept.bytes).toBe(3);
    const parts: Uint8Array[] = [];
    const whole = new Uint8Array(2_000);
    halves.accept({ kind: 'chunk', id: 2, n: 0, total: 1, data: whole.subarray(64) }, (outcome) => {
      if (outcome.kind === 'whole') parts.push(...outcome.parts);
    });
    expect(parts[0]?.buffer).toBe(whole.buffer); // a header is not worth a copy
  });

  it('counts what tiny chunks take beside their bytes', () => {
    const tiny = Array.from({ length: 30_000 }, (_, n) => sized(n % 200, Math.floor(n / 200), 900, 1));
    const outputs = outputsOf(tiny, 1_000_000);
    expect(outputs.length).toBeGreaterThan(100);
    expect(outputs[0]).toContain('others need the room');
  });

  it('holds so many half values at once: the oldest goes, silently where it was given up before', () => {
    const firsts = Array.from({ length: 258 }, (_, index) => sized(index, 0, 2, 1));
    const tooMany: unknown = expect.stringContaining('more than 256 messages are half there');
    expect(outputsOf([...firsts, sized(257, 1, 2, 1), sized(2, 1, 2, 1)], 100 * LIMIT)).toEqual([
      tooMany,
      tooMany,
      '2 bytes',
      '2 bytes',
    ]);
    const twice = [sized(0, 0, 2, 1), ...firsts]; // the first came twice: that was its error
    expect(outputsOf(twice, 100 * LIMIT)).toEqual([expect.stringContaining('came twice'), tooMany]);
  });

  describe('a value whose rest does not come', () => {
    const period = `${String(HALF_MESSAGE_CHECK)}ms`;
    const values = { ...chunks, g: chunkOf(4, 0, 1, 8) };
    const stale = 'invalid-message: A message from the other side could not be read: its rest has not come';

    it(
      'is given up after two periods in which only other things came; what still comes of it falls',
      marbles(({ hot, expectObservable }) => {
        const chunk$ = hot(`-a-g ${period} g ${period} g ${period} b-g-|`, values);
        const times = `---z ${period} z ${period} z ${String(HALF_MESSAGE_CHECK - 5)}ms x----`;
        expectObservable(chunk$.pipe(reassemble(LIMIT), map(brief))).toBe(`${times}--z-|`, {
          ...wholes,
          z: '8',
          x: stale,
        });
      }),
    );

    it('is forgotten when nothing more comes of what was given up', () => {
      const halves = new Halves(LIMIT);
      const errors: string[] = [];
      const tell = (outcome: { readonly kind: string }): void => {
        errors.push(outcome.kind);
      };
      halves.accept(sized(1, 0, 1_000_000, 1), tell); // more than there can be
      for (let check = 0; check < 3; check += 1) {
        expect(halves.size).toBe(1);
        halves.hear();
        halves.check(tell);
      }
      expect([halves.size, errors]).toEqual([0, ['failed']]);
    });

    it('is remembered, given up, as long as more of it comes now and then', () => {
      const halves = new Halves(LIMIT);
      const errors: string[] = [];
      const tell = (outcome: { readonly kind: string }): void => {
        errors.push(outcome.kind);
      };
      for (const n of [0, 0, 1, 2, 3, 4, 5]) {
        halves.accept(sized(1, n, 6, 1), tell); // the second is one too many
        halves.hear();
        halves.check(tell);
      }
      expect([halves.size, errors]).toEqual([0, ['failed']]);
    });

    it(
      'is waited for as long as nothing comes at all, or a chunk of it now and then',
      marbles(({ hot, expectObservable }) => {
        const silent$ = hot(`-a ${String(HALF_MESSAGE_CHECK * 20)}ms b|`, values);
        expectObservable(silent$.pipe(reassemble(LIMIT), map(brief))).toBe(
          `-- ${String(HALF_MESSAGE_CHECK * 20)}ms y|`,
          wholes,
        );
        const slow$ = hot(`-d ${period} g ${period} e ${period} g ${period} f|`, values);
        expectObservable(slow$.pipe(reassemble(LIMIT), map(brief))).toBe(
          `-- ${period} z ${period} - ${period} z ${period} x|`,
          { ...wholes, z: '8' },
        );
      }),
    );
  });
});
