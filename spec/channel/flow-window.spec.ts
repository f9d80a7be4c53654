import { type FlowReport, type FlowWindow, OPENED, windowAfter } from '../../lib/channel/flow-window.js';

const KIB = 1_024;

/** Reports one after the other, of 16 KiB each, while as much as the window allows is under way; each after such a trip. */
const after = (window: FlowWindow, ...trips: readonly (number | undefined)[]): FlowWindow =>
  trips.reduce<{ readonly window: FlowWindow; readonly received: number }>(
    (last, trip) => {
      const received = last.received + 16 * KIB;
      const sent = received - 16 * KIB + last.window.bytes;
      return { window: windowAfter(last.window, { received, fresh: 16 * KIB, sent, trip }), received };
    },
    { window, received: Math.max(0, window.roundEnd) },
  ).window;

const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

const doubting = after(OPENED, 50, 50, ...times(4, 80));

describe('windowAfter', () => {
  it('begins with 64 KiB, and grows by a third of what arrives while nothing waits', () => {
    expect(OPENED.bytes).toBe(64 * KIB);
    const { phase, bytes } = after(OPENED, ...times(6, 50));
    expect([phase, Math.round(bytes)]).toEqual(['opening', 64 * KIB + (6 * 16 * KIB) / 3]);
  });

  it('does not grow for somebody who has not used what there is', () => {
    const report: FlowReport = { received: 16 * KIB, fresh: 16 * KIB, sent: 32 * KIB, trip: 50 };
    expect(windowAfter(OPENED, report).bytes).toBe(OPENED.bytes);
    expect(windowAfter(OPENED, { ...report, sent: 32 * KIB + 1 }).bytes).toBeGreaterThan(OPENED.bytes);
  });

  it('does not mind a trip that is not known, or a few that take longer', () => {
    expect(after(OPENED, 50, undefined, 50, 80, 80, 80, 50, 80, 80, 80)).toMatchObject({
      phase: 'opening',
      leastTrip: 50,
      trips: [50, 80, 80, 80],
    });
  });

  it.each([
    [2, 6],
    [50, 56.25],
    [200, 216],
  ])(
    'doubts, and stops growing, where the last four took longer by what a queue makes of %d ms: %d ms',
    (least, most) => {
      const fast = after(OPENED, least, least, ...times(4, most));
      expect(fast.phase).toBe('opening');
      const slow = after(OPENED, least, least, ...times(4, most + 0.1));
      expect(slow.phase).toBe('doubting');
      const report = {
        received: slow.roundEnd - 1,
        fresh: 16 * KIB,
        sent: slow.roundEnd + slow.bytes,
        trip: most + 0.1,
      };
      expect(windowAfter(slow, report)).toMatchObject({ phase: 'doubting', bytes: slow.bytes });
    },
  );

  it('goes on as before where nothing waits when the round is over', () => {
    expect(after({ ...doubting, bytes: 200_000 }, ...times(1, 50))).toMatchObject({ phase: 'opening', bytes: 200_000 });
  });

  it('falls to what the way holds where something still waits, but never below the first window', () => {
    const large = after({ ...doubting, bytes: 400_000 }, 80);
    expect(large.phase).toBe('steady');
    expect(large.bytes).toBe((400_000 * 56.25) / 80);
    expect(after(doubting, 800).bytes).toBe(OPENED.bytes);
  });

  it('goes half of the way to where a trip takes a quarter longer than the shortest, or 20 ms, or 60 ms all in all', () => {
    const steady = (leastTrip: number, trip: number): FlowWindow => ({
      phase: 'steady',
      bytes: 1_000_000,
      leastTrip,
      trips: times(4, trip),
      roundEnd: 0,
    });
    expect(after(steady(200, 200), 200).bytes).toBe(1_125_000); // 250 / 200
    expect(after(steady(50, 56), 56).bytes).toBe(1_125_000); // 70 / 56
    expect(after(steady(2, 48), 48).bytes).toBe(1_125_000); // 60 / 48
    expect(after(steady(2, 4), 4).bytes).toBe(1_500_000); // not more
    expect(after(steady(50, 500), 500).bytes).toBe(1_001_200); // not less: a packet
  });

  it('looks once in a round, and not at all at rounds that did not use it', () => {
    const steady: FlowWindow = {
      phase: 'steady',
      bytes: 100_000,
      leastTrip: 50,
      trips: times(4, 50),
      roundEnd: 50_000,
    };
    const early = windowAfter(steady, { received: 49_999, fresh: 16_384, sent: 150_000, trip: 50 });
    expect([early.bytes, early.roundEnd]).toEqual([100_000, 50_000]);
    const idle = windowAfter(steady, { received: 50_000, fresh: 16_384, sent: 60_000, trip: 50 });
    expect([idle.bytes, idle.roundEnd]).toEqual([100_000, 60_000]);
    const full = windowAfter(steady, { received: 50_000, fresh: 16_384, sent: 150_000, trip: 50 });
    expect([full.bytes, full.roundEnd]).toEqual([120_000, 150_000]);
  });

  it('is 4 MiB at most', () => {
    const large = { ...OPENED, bytes: 4 * KIB * KIB - 1 };
    expect(after(large, 5).bytes).toBe(4 * KIB * KIB);
    expect(after({ ...large, phase: 'steady' }, 5).bytes).toBe(4 * KIB * KIB);
  });
});
