import type { Lane, Marble } from './model.js';

/** Where things are, in CSS pixels. A narrow page writes the names above their lanes instead of beside them. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Left edge of the lanes. */
  readonly left: number;
  /** Where the present is; marbles that are new reach a little beyond. */
  readonly right: number;
  readonly laneHeight: number;
  readonly namesAbove: boolean;
  readonly pixelsPerMs: number;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly lane: Lane;
  /** Top of the row, and the line on which its marbles are. */
  readonly top: number;
  readonly y: number;
}

/** A marble's place; `dot` where there is no room for its label. */
export interface Placed {
  readonly lane: Lane;
  readonly marble: Marble;
  readonly shape: 'pill' | 'dot';
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
}

export const PILL_HEIGHT = 18;
export const DOT_RADIUS = 3.5;
export const RULER_HEIGHT = 26;

const NARROW = 620;
const GUTTER = 208;
const ROOM_FOR_THE_NEWEST = 52;
const GROUP_GAP = 10;
const GAP = 3;
/** How far, in pixels, a marble is moved into the past so that its label can be read. A tick marks its true time. */
const FURTHEST = 145;

/** Milliseconds from the left edge to the present. */
const windowOf = (namesAbove: boolean): number => (namesAbove ? 8_000 : 12_000);

/** A lane is shown while its stream lives, and then until what it emitted has drifted away. */
const isShown = ({ spans, marbles }: Lane, since: number): boolean =>
  spans.some(({ end }) => end === undefined || end > since) || (marbles.at(-1)?.at ?? 0) > since;

export const geometryOf = (lanes: readonly Lane[], width: number, now: number): Geometry => {
  const namesAbove = width < NARROW;
  const left = namesAbove ? 10 : GUTTER;
  const right = width - ROOM_FOR_THE_NEWEST;
  const window = windowOf(namesAbove);
  const laneHeight = namesAbove ? 40 : 26;
  const shown = lanes.filter((lane) => isShown(lane, now - window));
  const rows: Row[] = [];
  let top = 4;
  for (const [index, lane] of shown.entries()) {
    if (index > 0 && shown[index - 1]?.owner !== lane.owner) top += GROUP_GAP;
    rows.push({ lane, top, y: top + (namesAbove ? 28 : laneHeight / 2) });
    top += laneHeight;
  }
  const height = top + RULER_HEIGHT;
  return { width, height, left, right, laneHeight, namesAbove, pixelsPerMs: (right - left) / window, rows };
};

export const xOf = ({ right, pixelsPerMs }: Geometry, at: number, now: number): number =>
  right - (now - at) * pixelsPerMs;

/** Moments after this one have not drifted away yet. */
export const sinceOf = ({ left, right, pixelsPerMs }: Geometry, now: number): number =>
  now - (right - left + FURTHEST) / pixelsPerMs;

/** A value and the completion often come in the same breath: where the bar is that the marble must not cover. */
const barAfter = ({ spans }: Lane, { at }: Marble, geometry: Geometry, now: number): number => {
  const end = spans.find((span) => span.end !== undefined && span.end >= at)?.end;
  return end === undefined || end > now ? Infinity : xOf(geometry, end, now) - GAP;
};

/**
 * The marbles of one lane, the newest first. Those that would cover each other are moved apart, into the past; what would
 * have to go too far stays where it is, as a dot.
 */
export const placeMarbles = (
  { lane, y }: Row,
  geometry: Geometry,
  now: number,
  widthOf: (label: string) => number,
): readonly Placed[] => {
  const placed: Placed[] = [];
  const since = sinceOf(geometry, now);
  let free = Infinity;
  for (const marble of [...lane.marbles].reverse()) {
    if (marble.at < since) break;
    if (marble.at > now) continue; // paused: it comes when the time goes on
    const label = labelOf(marble);
    const halfWidth = label === '' ? PILL_HEIGHT / 2 : Math.max(PILL_HEIGHT, widthOf(label) + 12) / 2;
    const truly = xOf(geometry, marble.at, now);
    const x = Math.min(truly, Math.min(free, barAfter(lane, marble, geometry, now)) - halfWidth);
    if (truly - x > FURTHEST) {
      placed.push({ lane, marble, shape: 'dot', x: truly, y, halfWidth: DOT_RADIUS });
    } else {
      placed.push({ lane, marble, shape: 'pill', x, y, halfWidth });
      free = x - halfWidth - GAP;
    }
  }
  return placed;
};

export const labelOf = ({ label, count }: Marble): string => (count > 1 ? `${label} ×${count}` : label);
