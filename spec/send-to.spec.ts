import { concat, from, map, NEVER, of, Subject, take, throwError } from 'rxjs';
import type { DataConnection } from '../lib/data-connection.js';
import { HIGH_WATER_MARK, LOW_WATER_MARK } from '../lib/core/constants.js';
import { type SendProgress, sendTo } from '../lib/send-to.js';
import { connected } from './support/connected.js';
import { countedSource } from './support/counted-source.js';
import { recordStreams } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT, incoming, world } from './support/world.js';

/** In short: messages and bytes. */
const brief = map(({ messages, bytes }: SendProgress) => `${String(messages)} ${String(bytes)}`);

/** Larger than what a channel takes at once. */
const big = 'x'.repeat(HIGH_WATER_MARK + 1);

describe('sendTo', () => {
  it(
    'sends what a source has, tells how far it is, and completes',
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'json');
      const progress = recordStreams({
        array: sendTo(connection)(['a', 'bc']).pipe(brief),
        observable: from(['d']).pipe(sendTo(connection)).pipe(brief),
        none: sendTo(connection)([]).pipe(brief),
      });
      expect(progress).toEqual(['array 1 3', 'array 2 7', 'array |', 'observable 1 3', 'observable |', 'none |']);
      time.pass(A_MOMENT);
      expect(arrived).toEqual(['a', 'bc', 'd']);
      all.end(time);
    }),
  );

  it(
    'tells how far it was each time, which stays as it was told',
    virtually((time) => {
      const { world: all, connection } = connected(time, 'json');
      const told: SendProgress[] = [];
      sendTo(connection)(['a', 'bc']).subscribe((progress) => told.push(progress));
      expect(told).toEqual([
        { messages: 1, bytes: 3 },
        { messages: 2, bytes: 7 },
      ]);
      all.end(time);
    }),
  );

  it(
    'asks a source for the next value when the channel has taken the one before',
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'json');
      const counter = countedSource(Array<string>(10).fill(big));
      const progress = recordStreams({ all: sendTo(connection)(counter.source).pipe(brief) });
      expect(counter.asked).toBe(2); // one that the channel has taken whole, one that it has not
      expect(connection.bufferSize).toBe(1);
      expect(progress).toEqual([`all 1 ${String(big.length + 2)}`]);
      time.pass(A_MOMENT * 10);
      expect(counter.asked).toBe(10);
      expect(progress.at(-1)).toBe('all |');
      expect(arrived).toHaveLength(10);
      all.end(time);
    }),
  );

  it(
    'sends any number of values that are at hand, in order and without recursion',
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'json');
      const count = 3_000;
      const numbers = Array.from({ length: count }, (_, index) => index);
      const last: unknown[] = [];
      sendTo(connection)(numbers).subscribe({
        next: (progress) => (last[0] = progress),
        complete: () => last.push('|'),
      });
      from(numbers).pipe(sendTo(connection)).subscribe();
      time.pass(1_000);
      expect(last).toEqual([{ messages: count, bytes: numbers.join('').length }, '|']);
      expect(arrived.length).toBe(2 * count);
      expect(arrived.slice(-count)).toEqual(numbers);
      all.end(time);
    }),
  );

  it(
    'leaves values of an Observable as they are until it is their turn',
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'json');
      const value = { text: 'before' };
      const source$ = new Subject<unknown>();
      const progress = recordStreams({ all: source$.pipe(sendTo(connection)).pipe(brief) });
      for (const each of [big, big, value]) source$.next(each);
      value.text = 'when it was its turn';
      source$.complete();
      expect(connection.bufferSize).toBe(1);
      time.pass(A_MOMENT * 10);
      expect(arrived.at(-1)).toEqual({ text: 'when it was its turn' });
      expect(progress.at(-1)).toBe('all |');
      all.end(time);
    }),
  );

  it(
    'lets a source that waits use one piece of memory again and again',
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'none');
      const memory = new Uint8Array(20 * 1_024);
      const source = (function* (): Iterable<Uint8Array> {
        for (let n = 1; n <= 20; n += 1) yield memory.fill(n);
      })();
      const progress = recordStreams({ all: sendTo(connection)(source).pipe(brief) });
      time.pass(A_MOMENT * 10);
      const firstAndLast = arrived.map((bytes) => {
        const view = new Uint8Array(bytes as ArrayBuffer);
        return [view[0], view.at(-1)];
      });
      expect(firstAndLast).toEqual(Array.from({ length: 20 }, (_, n) => [n + 1, n + 1]));
      expect(progress.at(-1)).toBe('all |');
      all.end(time);
    }),
  );

  it.each<readonly [string, Partial<DataConnection>, number]>([
    ['while there is room', {}, 9],
    ['while the last value is held', { _transmit: () => 'undecided' }, 1],
    ['while many bytes wait', { bufferedBytes: LOW_WATER_MARK + 1 }, 1],
    ['while many values wait', { bufferSize: 1_024 }, 1],
  ])('asks for more, or not, %s', (_, overrides, asked) => {
    const connection = {
      open$: of(undefined),
      bufferedBytes: 0,
      bufferSize: 0,
      _outcome$: () => NEVER,
      _transmit: () => 'copied',
      ...overrides,
    } as unknown as DataConnection;
    const counter = countedSource(Array<unknown>(9).fill('value'));
    sendTo(connection)(counter.source).subscribe().unsubscribe();
    expect(counter.asked).toBe(asked);
  });

  it('asks for nothing more while it hands over what is held, though what came before is sent in the middle of that', () => {
    const sent$ = new Subject<number>();
    const connection = {
      open$: of(undefined),
      bufferedBytes: 0,
      bufferSize: 0,
      _outcome$: () => sent$,
      _transmit: (value: unknown) => {
        if (value === 'small') return 'copied';
        sent$.next(1);
        return 'undecided';
      },
    } as unknown as DataConnection;
    const counter = countedSource(['small', 'large', 'more']);
    sendTo(connection)(counter.source).subscribe().unsubscribe();
    expect(counter.asked).toBe(2);
  });

  it(
    'waits for the connection to be open, and errors where it never is, or ends before everything is sent',
    virtually((time) => {
      const all = world();
      const bob = incoming(all.peer('bob'));
      const alice = all.peer('alice');
      const connection = alice.connect('bob', { serialization: 'json' });
      const nobody = alice.connect('nobody');
      const counter = countedSource(Array<string>(9).fill(big));
      const heard = recordStreams({
        early: sendTo(connection)(['a']).pipe(brief),
        nobody: sendTo(nobody)(['a']).pipe(brief),
      });
      time.pass(A_MOMENT);
      expect(heard).toEqual(['early 1 3', 'early |']);
      const cut = recordStreams({ cut: sendTo(connection)(counter.source).pipe(brief) });
      bob.connection.close();
      time.pass(A_MOMENT);
      expect(cut.at(-1)).toBe('cut ERRORED connection-closed');
      expect(counter.asked).toBeLessThan(9);
      expect(recordStreams({ late: sendTo(connection)(['a']).pipe(brief) })).toEqual([
        'late ERRORED connection-closed',
      ]);
      time.pass(6_000);
      expect(heard.at(-1)).toBe('nobody ERRORED peer-unavailable');
      all.end(time);
    }),
  );

  it(
    'errors with the value that cannot be sent, and with the error of the source; the connection lives',
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'json');
      const counter = countedSource(['a', 10n, 'b']);
      const heard = recordStreams({
        value: sendTo(connection)(counter.source).pipe(brief),
        source: concat(
          of('c'),
          throwError(() => new Error('no more')),
        ).pipe(sendTo(connection)),
        throwing: sendTo(connection)(
          (function* (): Iterable<unknown> {
            yield 'd';
            throw new Error('broken');
          })(),
        ),
      });
      expect(heard.filter((line) => line.includes('ERRORED'))).toEqual([
        'value ERRORED not-serializable',
        'source ERRORED Error: no more',
        'throwing ERRORED Error: broken',
      ]);
      time.pass(A_MOMENT);
      expect(arrived).toEqual(['a', 'c', 'd']);
      expect([counter.asked, connection.open]).toEqual([2, true]);
      all.end(time);
    }),
  );

  it(
    'leaves the source when it is unsubscribed, and sends no more',
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'json');
      const left: string[] = [];
      const generator = (function* (): Iterable<number> {
        try {
          for (let n = 0; ; n += 1) yield n;
        } finally {
          left.push('generator');
        }
      })();
      sendTo(connection)(generator).pipe(take(3)).subscribe();
      const source$ = new Subject<unknown>();
      source$.pipe(sendTo(connection)).subscribe().unsubscribe();
      NEVER.pipe(sendTo(connection)).subscribe().unsubscribe();
      expect([left, source$.observed]).toEqual([['generator'], false]);
      time.pass(A_MOMENT);
      expect(arrived).toEqual([0, 1, 2]);
      all.end(time);
    }),
  );

  it('pulls from what takes its time', async () => {
    const heard: unknown[] = [];
    const asked: number[] = [];
    const handed$ = new Subject<number>();
    const connection = {
      peer: 'bob',
      open$: of(undefined),
      bufferedBytes: Infinity,
      _outcome$: () => handed$,
      _transmit: (value: unknown) => {
        heard.push(value);
        return 'copied';
      },
    } as unknown as DataConnection;
    const source = (async function* () {
      for (let n = 1; n <= 3; n += 1) {
        asked.push(n);
        yield Promise.resolve(n);
      }
    })();
    const subscription = sendTo(connection)(source).subscribe((progress) => heard.push(progress));
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    await turn();
    expect([heard, asked]).toEqual([[1], [1]]);
    handed$.next(10);
    await turn();
    expect([heard, asked]).toEqual([
      [1, { messages: 1, bytes: 10 }, 2],
      [1, 2],
    ]);
    subscription.unsubscribe();
    await turn();
    expect(await source.next()).toEqual({ done: true, value: undefined });
  });
});
