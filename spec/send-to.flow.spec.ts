import { concat, from, map, merge, Subject } from 'rxjs';
import { HIGH_WATER_MARK, LOW_WATER_MARK } from '../lib/core/constants.js';
import type { PeerError } from '../lib/core/errors.js';
import type { DataConnection } from '../lib/data-connection.js';
import type { Codec } from '../lib/serialization/codec.js';
import { type SendProgress, sendTo } from '../lib/send-to.js';
import { connected } from './support/connected.js';
import { countedSource, type CountedSource } from './support/counted-source.js';
import { recordEvents } from './support/record.js';
import { virtually } from './support/virtual-time.js';
import { A_MOMENT } from './support/world.js';

/** What a codec of an application's may do: nothing. */
const asItIs: Codec = {
  framing: 'bare',
  encode: (value) => value as Uint8Array<ArrayBuffer>,
  decode: (frame) => frame,
};

/** As many values as that, each made when it is asked for. */
const repeated = (count: number, make: (n: number) => unknown): CountedSource<unknown> =>
  countedSource(
    (function* () {
      for (let n = 1; n <= count; n += 1) yield make(n);
    })(),
  );

/** How far the source was ever ahead of the channel, and how many bytes ever waited. */
const watch = (connection: DataConnection, counter: CountedSource<unknown>) => {
  const most = { ahead: 0, bytes: 0, messages: 0 };
  const look = ({ messages }: SendProgress): void => {
    most.ahead = Math.max(most.ahead, counter.asked - messages);
    most.bytes = Math.max(most.bytes, connection.bufferedBytes);
    most.messages = messages;
  };
  return { most, look };
};

const KILOBYTE = 'x'.repeat(1_000);
const COUNT = 3_000;
/** Some batches more than the low water mark. */
const BOUND = LOW_WATER_MARK + 2 * HIGH_WATER_MARK;

describe('sendTo over a channel that is full', () => {
  it.each([
    ['json', KILOBYTE],
    ['binary', { text: KILOBYTE }],
    ['none', KILOBYTE],
  ])('asks for small values no faster than they go: %s', (serialization, value) => {
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, serialization);
      const counter = repeated(COUNT, () => value);
      const { most, look } = watch(connection, counter);
      sendTo(connection)(counter.source).subscribe(look);
      expect(counter.asked).toBeLessThan(200);
      time.pass(A_MOMENT * COUNT);
      expect([most.messages, arrived.length, counter.asked]).toEqual([COUNT, COUNT, COUNT]);
      expect(most.bytes).toBeLessThan(BOUND);
      expect(most.ahead * KILOBYTE.length).toBeLessThan(BOUND);
      all.end(time);
    })();
  });

  it('asks for values without bytes no faster than they go', () => {
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'none');
      connection.send('x'.repeat(HIGH_WATER_MARK + 1));
      connection.send('waits');
      const counter = repeated(10_000, () => '');
      sendTo(connection)(counter.source).subscribe();
      expect(counter.asked).toBeLessThanOrEqual(1_024);
      time.pass(1_000);
      expect(arrived).toHaveLength(10_002);
      all.end(time);
    })();
  });

  it('does so beside others, and after large values', () => {
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'binary');
      const [one, other] = [repeated(COUNT, () => KILOBYTE), repeated(COUNT, () => KILOBYTE)];
      const large = Array.from({ length: 3 }, () => 'x'.repeat(HIGH_WATER_MARK + 1));
      const watching = [watch(connection, one), watch(connection, other)] as const;
      merge(
        concat(sendTo(connection)(large), sendTo(connection)(one.source)).pipe(
          map((progress) => [0, progress] as const),
        ),
        sendTo(connection)(other.source).pipe(map((progress) => [1, progress] as const)),
      ).subscribe(([which, progress]) => {
        watching[which].look(progress);
      });
      time.pass(A_MOMENT * COUNT * 3);
      expect(arrived).toHaveLength(2 * COUNT + 3);
      for (const { most } of watching) expect(most.bytes).toBeLessThan(2 * BOUND);
      expect(watching[1].most.ahead * KILOBYTE.length).toBeLessThan(BOUND);
      all.end(time);
    })();
  });

  it('serializes values of an Observable when it is their turn', () => {
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'json');
      const counters = Array.from({ length: COUNT }, () => ({ text: KILOBYTE, turn: 'early' }));
      from(counters).pipe(sendTo(connection)).subscribe();
      for (const counter of counters) counter.turn = 'late';
      time.pass(A_MOMENT * COUNT);
      const early = arrived.filter((value) => (value as { turn: string }).turn === 'early');
      expect(arrived).toHaveLength(COUNT);
      expect(early.length * KILOBYTE.length).toBeLessThan(BOUND);
      all.end(time);
    })();
  });

  it('asks for nothing behind a Blob, and for one Blob at a time', () => {
    virtually((time) => {
      for (const serialization of ['binary', 'none']) {
        const { world: all, connection } = connected(time, serialization);
        const blobs = repeated(100, () => new Blob(['a Blob']));
        const first = sendTo(connection)(blobs.source).subscribe();
        expect([blobs.asked, connection.bufferSize]).toEqual([1, 1]);
        first.unsubscribe();
        const behind = repeated(100, () => new Uint8Array(1_000));
        const second = sendTo(connection)(behind.source).subscribe();
        expect(behind.asked).toBeLessThan(BOUND / 1_000);
        expect(connection.bufferSize).toBe(behind.asked + 1);
        second.unsubscribe();
        all.end(time);
      }
    })();
  });

  it('lets a codec of the application send memory that is used again', () => {
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'asItIs', { serializers: { asItIs } });
      const memory = new Uint8Array(20 * 1_024);
      sendTo(connection)(repeated(20, (n) => memory.fill(n)).source).subscribe();
      time.pass(A_MOMENT * 10);
      expect(arrived.map((bytes) => new Uint8Array(bytes as ArrayBuffer)[0])).toEqual(
        Array.from({ length: 20 }, (_, n) => n + 1),
      );
      all.end(time);
    })();
  });

  it('sends what its source gives in the middle of something else', () => {
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'json');
      const source$ = new Subject<unknown>();
      const wrong = { refusals: 0 };
      connection.error$.subscribe(() => {
        source$.next('second');
      });
      source$.pipe(sendTo(connection)).subscribe(() => {
        wrong.refusals += 1;
        if (wrong.refusals === 1) connection.send(10n);
      });
      source$.next('first');
      source$.complete();
      time.pass(A_MOMENT);
      expect(arrived).toEqual(['first', 'second']);
      all.end(time);
    })();
  });

  // Once it has waited for the channel it goes on in the middle of what that tells, where the rest is heard only later.
  it.each([
    [
      'closed',
      (connection: DataConnection) => {
        connection.close();
      },
      0,
    ],
    [
      'flushed',
      (connection: DataConnection) => {
        connection.close({ flush: true });
      },
      1,
    ],
  ])('takes one more value at the most of a source in the middle of which its connection is %s', (_, stop, errors) => {
    virtually((time) => {
      const { world: all, connection } = connected(time, 'binary');
      const heard = recordEvents(connection, 'error');
      const counter = repeated(100_000, () => ({ text: KILOBYTE }));
      const asked = { before: 0 };
      const end = new Array<string>();
      sendTo(connection)(counter.source).subscribe({
        next: ({ messages }) => {
          if (messages !== COUNT) return;
          asked.before = counter.asked;
          stop(connection);
        },
        error: ({ type }: PeerError) => end.push(type),
      });
      time.pass(A_MOMENT * COUNT);
      expect(asked.before).toBeGreaterThan(COUNT);
      expect(counter.asked - asked.before).toBeLessThanOrEqual(1);
      expect([end, heard.length]).toEqual([['connection-closed'], errors]);
      all.end(time);
    })();
  });

  it('asks for nothing more behind a value that cannot be sent', () => {
    virtually((time) => {
      const { world: all, connection, arrived } = connected(time, 'binary');
      const heard = recordEvents(connection, 'error');
      const counter = repeated(2 * COUNT, (n) => (n > COUNT ? new Map() : { text: KILOBYTE }));
      const end = new Array<string>();
      sendTo(connection)(counter.source).subscribe({ error: ({ type }: PeerError) => end.push(type) });
      time.pass(A_MOMENT * COUNT);
      expect([counter.asked, arrived.length]).toEqual([COUNT + 1, COUNT]);
      expect([end, heard.length]).toEqual([['not-serializable'], 1]);
      all.end(time);
    })();
  });
});
