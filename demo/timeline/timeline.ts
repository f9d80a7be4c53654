import {
  animationFrames,
  exhaustMap,
  fromEvent,
  ignoreElements,
  map,
  merge,
  Observable,
  scan,
  share,
  startWith,
  takeWhile,
  tap,
  throttleTime,
  timer,
} from 'rxjs';
import { clicks, part } from '../dom.js';
import { countTable } from './counts.js';
import { draw, type Theme, themeOf } from './draw.js';
import { type Geometry, geometryOf, type Placed, sinceOf } from './layout.js';
import type { Marble, TimelineModel } from './model.js';
import { closest, neighbour } from './select.js';

const media = (query: string): Observable<unknown> => fromEvent(matchMedia(query), 'change');

const resized = (target: Element): Observable<unknown> =>
  new Observable((subscriber) => {
    const observer = new ResizeObserver((entries) => subscriber.next(entries));
    observer.observe(target);
    return () => observer.disconnect();
  });

const seen = (target: Element): Observable<boolean> =>
  new Observable((subscriber) => {
    const observer = new IntersectionObserver((entries) => subscriber.next(entries.at(-1)?.isIntersecting ?? false));
    observer.observe(target);
    return () => observer.disconnect();
  });

/** The live picture. It subscribes to no stream of the library: `model.traceOf` draws what the page uses anyway. */
export class TimelineView {
  readonly #model: TimelineModel;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #tooltip: HTMLElement;
  readonly #pause: HTMLButtonElement;
  readonly #table: HTMLTableElement;
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #theme: Theme;
  #visible = true;
  #pausedAt: number | undefined;
  #selected: Marble | undefined;
  #placed: readonly Placed[] = [];

  constructor(root: ParentNode, model: TimelineModel) {
    this.#model = model;
    this.#canvas = part(root, 'canvas', HTMLCanvasElement);
    this.#tooltip = part(root, 'tooltip', HTMLElement);
    this.#pause = part(root, 'pause', HTMLButtonElement);
    this.#table = part(root, 'counts', HTMLTableElement);
    const context = this.#canvas.getContext('2d');
    if (!context) throw new Error('This browser has no canvas.');
    this.#context = context;
    this.#theme = themeOf(this.#canvas);
  }

  /** Draws while somebody is subscribed; a frame only when something moves. */
  run(): Observable<never> {
    const wake$ = merge(
      this.#model.changed$,
      resized(this.#canvas.parentElement ?? this.#canvas),
      seen(this.#canvas).pipe(tap((visible) => (this.#visible = visible))),
      media('(prefers-color-scheme: dark)').pipe(tap(() => (this.#theme = themeOf(this.#canvas)))),
      media('(prefers-reduced-motion: reduce)'),
      fromEvent(document, 'visibilitychange'),
      this.#pausing(),
      this.#pointing(),
      this.#walking(),
    ).pipe(share());
    const frames = (): Observable<unknown> =>
      this.#calm.matches
        ? merge(timer(0, 1_000), wake$.pipe(throttleTime(100, undefined, { leading: true, trailing: true })))
        : animationFrames();
    return merge(
      wake$.pipe(
        startWith(undefined),
        exhaustMap(() => frames().pipe(takeWhile(() => this.#draw()))),
      ),
      countTable(this.#table, this.#model),
    ).pipe(ignoreElements());
  }

  get #now(): number {
    return this.#pausedAt ?? performance.now();
  }

  /** Draws one frame. Returns whether the next one would be different. */
  #draw(): boolean {
    if (!this.#visible) return false;
    const now = this.#now;
    const width = this.#canvas.parentElement?.clientWidth ?? 0;
    const geometry = geometryOf(this.#model.lanes, width, now);
    this.#fit(geometry);
    this.#placed = draw({
      context: this.#context,
      geometry,
      theme: this.#theme,
      now,
      selected: this.#selected,
      grow: !this.#calm.matches,
    });
    this.#showTooltip(geometry);
    return this.#pausedAt === undefined && this.#moves(sinceOf(geometry, now));
  }

  /** Whether anything has happened that has not drifted away yet. */
  #moves(since: number): boolean {
    return this.#model.lanes.some(
      ({ marbles, spans }) => (marbles.at(-1)?.at ?? 0) > since || (spans.at(-1)?.end ?? 0) > since,
    );
  }

  /** As sharp as the screen is. Setting a canvas's size clears it, so only where it has changed. */
  #fit({ width, height }: Geometry): void {
    const ratio = devicePixelRatio;
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width === pixelWidth && this.#canvas.height === pixelHeight) return;
    Object.assign(this.#canvas, { width: pixelWidth, height: pixelHeight });
    this.#canvas.style.height = `${height}px`;
    this.#context.scale(ratio, ratio);
  }

  #pausing(): Observable<unknown> {
    return clicks(this.#pause).pipe(
      scan((paused) => !paused, false),
      tap((paused) => {
        this.#pausedAt = paused ? performance.now() : undefined;
        this.#pause.setAttribute('aria-pressed', String(paused));
        this.#pause.textContent = paused ? 'Go on' : 'Pause';
      }),
    );
  }

  /** Hovering or tapping a marble selects it; it stays selected while it drifts away below the pointer. */
  #pointing(): Observable<unknown> {
    const point$ = merge(
      fromEvent<PointerEvent>(this.#canvas, 'pointermove'),
      fromEvent<PointerEvent>(this.#canvas, 'pointerdown'),
    ).pipe(map(({ offsetX, offsetY }) => closest(this.#placed, offsetX, offsetY)?.marble));
    const leave$ = fromEvent<PointerEvent>(this.#canvas, 'pointerleave').pipe(
      map(({ pointerType }) => (pointerType === 'mouse' ? undefined : this.#selected)),
    );
    return merge(point$, leave$).pipe(tap((marble) => (this.#selected = marble)));
  }

  /** The arrow keys go from marble to marble, Escape goes away. */
  #walking(): Observable<unknown> {
    const blur$ = fromEvent(this.#canvas, 'blur').pipe(map(() => undefined));
    const keys$ = fromEvent<KeyboardEvent>(this.#canvas, 'keydown').pipe(
      map((event) => {
        if (event.key === 'Escape') return undefined;
        const found = neighbour(this.#placed, this.#selected, event.key);
        if (found) event.preventDefault();
        return found?.marble ?? this.#selected;
      }),
    );
    return merge(blur$, keys$).pipe(tap((marble) => (this.#selected = marble)));
  }

  #showTooltip({ width }: Geometry): void {
    const found = this.#placed.find(({ marble }) => marble === this.#selected);
    this.#tooltip.hidden = !found;
    if (!found) return;
    const { lane, marble, x, y } = found;
    const text = `${lane.name}\n${marble.count > 1 ? `${marble.count} values, the last: ` : ''}${marble.detail}`;
    if (this.#tooltip.textContent !== text) this.#tooltip.textContent = text;
    const room = Math.max(0, width - this.#tooltip.offsetWidth - 4);
    const left = Math.min(Math.max(4, x - this.#tooltip.offsetWidth / 2), room);
    this.#tooltip.style.transform = `translate(${Math.round(left)}px, ${Math.round(y + 14)}px)`;
  }
}
