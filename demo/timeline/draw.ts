import {
  DOT_RADIUS,
  type Geometry,
  labelOf,
  PILL_HEIGHT,
  type Placed,
  placeMarbles,
  type Row,
  RULER_HEIGHT,
  xOf,
} from './layout.js';
import type { Kind, Marble } from './model.js';

/** Colours, as the style sheet has them for the current scheme. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly onMarble: string;
  readonly kinds: Readonly<Record<Kind, string>>;
}

export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly geometry: Geometry;
  readonly theme: Theme;
  readonly now: number;
  readonly selected: Marble | undefined;
  /** Whether new marbles grow into place. */
  readonly grow: boolean;
}

const TEXT = '11px ui-sans-serif, system-ui, sans-serif';
const CODE = '11.5px ui-monospace, "SFMono-Regular", "DejaVu Sans Mono", monospace';
const GROWING = 160;
const ERROR_DASH = [5, 4];

const themeKinds: readonly Kind[] = ['status', 'open', 'arrival', 'data', 'stream', 'buffer', 'ice', 'error', 'end'];

export const themeOf = (element: Element): Theme => {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('lane'),
    onMarble: colour('on-marble'),
    kinds: Object.fromEntries(themeKinds.map((kind) => [kind, colour(`kind-${kind}`)])) as Record<Kind, string>,
  };
};

const measured = new Map<string, number>();

/** Width of a label in `TEXT`. Kept, because labels repeat and measuring is slow; within a bound, because they vary. */
const widthIn =
  (context: CanvasRenderingContext2D) =>
  (label: string): number => {
    const known = measured.get(label);
    if (known !== undefined) return known;
    context.font = TEXT;
    const { width } = context.measureText(label);
    if (measured.size > 1_000) measured.clear();
    measured.set(label, width);
    return width;
  };

const drawName = ({ context, geometry, theme }: Scene, { lane, top, y }: Row): void => {
  const dot = lane.name.lastIndexOf('.') + 1;
  const baseline = geometry.namesAbove ? top + 12 : y + 4;
  context.font = CODE;
  context.textAlign = 'left';
  context.fillStyle = theme.muted;
  context.fillText(lane.name.slice(0, dot), 10, baseline);
  const indent = context.measureText(lane.name.slice(0, dot)).width;
  context.fillStyle = lane.kind === 'error' ? theme.kinds.error : theme.ink;
  context.fillText(lane.name.slice(dot), 10 + indent, baseline);
};

/** The life of a stream: a line from its first value on, and a bar where it completes. */
const drawSpans = ({ context, geometry, theme, now }: Scene, { lane, y }: Row): void => {
  context.lineWidth = 1.5;
  context.strokeStyle = lane.kind === 'error' ? theme.kinds.error : theme.line;
  context.setLineDash(lane.kind === 'error' ? ERROR_DASH : []);
  for (const { start, end, by } of lane.spans) {
    if (start > now) continue; // paused: it comes when the time goes on
    const over = end !== undefined && end <= now;
    const from = Math.max(geometry.left, xOf(geometry, start, now));
    const to = over ? xOf(geometry, end, now) : geometry.width;
    if (to < geometry.left) continue;
    context.beginPath();
    context.moveTo(from, y);
    context.lineTo(to, y);
    context.stroke();
    if (over && by === 'completion') {
      context.fillStyle = theme.ink;
      context.fillRect(to - 1, y - 8, 2.5, 16);
    }
  }
  context.setLineDash([]);
};

const drawMarble = ({ context, geometry, theme, now, selected, grow }: Scene, placed: Placed): void => {
  const { lane, marble, shape, x, y, halfWidth } = placed;
  const size = grow ? Math.min(1, 0.3 + (now - marble.at) / GROWING) : 1;
  const half = (shape === 'dot' ? DOT_RADIUS : PILL_HEIGHT / 2) * size;
  context.fillStyle = theme.kinds[lane.kind];
  context.beginPath();
  context.roundRect(x - halfWidth * size, y - half, halfWidth * 2 * size, half * 2, half);
  context.fill();
  if (marble === selected) {
    context.strokeStyle = theme.ink;
    context.lineWidth = 2;
    context.stroke();
  }
  if (shape === 'dot') return;
  const truly = xOf(geometry, marble.at, now);
  if (truly > x + 1) context.fillRect(truly - 0.75, y + PILL_HEIGHT / 2 + 1, 1.5, 3);
  if (size < 1) return;
  context.font = TEXT;
  context.textAlign = 'center';
  context.fillStyle = theme.onMarble;
  context.fillText(labelOf(marble), x, y + 4);
};

const drawRuler = ({ context, geometry, theme }: Scene): void => {
  const { left, right, height, pixelsPerMs } = geometry;
  const step = 2_000;
  const y = height - RULER_HEIGHT + 18;
  context.font = TEXT;
  context.textAlign = 'center';
  context.fillStyle = theme.muted;
  context.fillText('now', right, y);
  for (let ago = step; right - ago * pixelsPerMs > left + 8; ago += step) {
    context.fillText(`−${ago / 1000} s`, right - ago * pixelsPerMs, y);
  }
  context.fillStyle = theme.line;
  context.fillRect(right - 0.5, 0, 1, height - RULER_HEIGHT + 4);
};

/** Draws everything once; what it returns says where the marbles are. */
export const draw = (scene: Scene): readonly Placed[] => {
  const { context, geometry, now } = scene;
  context.clearRect(0, 0, geometry.width, geometry.height);
  drawRuler(scene);
  for (const row of geometry.rows) drawName(scene, row);
  context.save();
  context.beginPath();
  context.rect(geometry.left, 0, geometry.width - geometry.left, geometry.height);
  context.clip();
  const all = geometry.rows.flatMap((row) => {
    const placed = placeMarbles(row, geometry, now, widthIn(context));
    drawSpans(scene, row);
    for (const marble of [...placed].reverse()) drawMarble(scene, marble);
    return placed;
  });
  context.restore();
  return all;
};
