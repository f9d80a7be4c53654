import type { Placed } from './layout.js';
import type { Marble } from './model.js';

/** How far from a marble a finger may be. */
const REACH = 12;

const distance = ({ x, y, halfWidth }: Placed, atX: number, atY: number): number =>
  Math.hypot(Math.max(0, Math.abs(x - atX) - halfWidth), Math.max(0, Math.abs(y - atY) - 6));

/** The marble that is nearest, and within reach. */
export const closest = (placed: readonly Placed[], x: number, y: number): Placed | undefined =>
  nearest(placed, (one) => distance(one, x, y), REACH);

const nearest = (placed: readonly Placed[], far: (one: Placed) => number, most = Infinity): Placed | undefined =>
  placed.reduce<{ one: Placed | undefined; far: number }>(
    (best, one) => (far(one) < best.far ? { one, far: far(one) } : best),
    { one: undefined, far: most },
  ).one;

/** Where an arrow key leads from a marble; from nowhere, to the newest one. */
export const neighbour = (placed: readonly Placed[], selected: Marble | undefined, key: string): Placed | undefined => {
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!direction) return undefined;
  const from = placed.find(({ marble }) => marble === selected);
  if (!from) return nearest(placed, ({ x }) => -x);
  const [dx = 0, dy = 0] = direction;
  const ahead = placed.filter((one) =>
    dy === 0 ? one.y === from.y && (one.x - from.x) * dx > 0 : (one.y - from.y) * dy > 0,
  );
  return nearest(ahead, (one) =>
    dy === 0 ? Math.abs(one.x - from.x) : Math.abs(one.y - from.y) * 1e4 + Math.abs(one.x - from.x),
  );
};
