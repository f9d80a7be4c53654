/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Whoever came first in one round comes last in the next. */
export const rotated = (list, round) => list.map((_, index) => list[(index + round) % list.length]);

/**
 * What one figure is of another: round by round, because both were measured one right after the other there, and a machine
 * that slows down slows both.
 */
export function ratioOf(ours, theirs) {
  const ratios = ours.map((value, round) => value / theirs[round]);
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}
