import {
  catchError,
  defer,
  endWith,
  fromEvent,
  interval,
  map,
  Observable,
  of,
  race,
  startWith,
  switchMap,
  takeWhile,
} from 'rxjs';

export type Source = 'camera' | 'animation';

const FRAMES_PER_SECOND = 15;
const OVER = Symbol('over');

const stopTracks = (stream: MediaStream): void => {
  stream.getTracks().forEach((track) => track.stop());
};

/** The camera while somebody is subscribed. Also when the permission comes after they have left, it is switched off. */
const camera = (audio: boolean): Observable<MediaStream> =>
  new Observable((subscriber) => {
    navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360 }, audio }).then(
      (stream) => {
        subscriber.add(() => stopTracks(stream));
        subscriber.next(stream);
      },
      (error: unknown) => subscriber.error(error),
    );
  });

/** One picture: three marbles on their lanes. */
const drawMarbles = (context: CanvasRenderingContext2D, hue: number, seconds: number): void => {
  const { width, height } = context.canvas;
  context.fillStyle = `hsl(${hue} 35% 16%)`;
  context.fillRect(0, 0, width, height);
  for (let lane = 0; lane < 3; lane += 1) {
    const y = (height * (lane + 1)) / 4;
    const x = width * (0.5 + 0.36 * Math.sin(seconds * (0.5 + lane * 0.17) + lane * 2 + hue));
    context.fillStyle = `hsl(${hue} 30% 34%)`;
    context.fillRect(0, y - 1.5, width, 3);
    context.fillStyle = `hsl(${hue + lane * 40} 75% 68%)`;
    context.beginPath();
    context.arc(x, y, height / 12, 0, Math.PI * 2);
    context.fill();
  }
};

/** A picture that moves, for a device without a camera. Drawn by a timer, because a page in the background gets no frames. */
const animation = (hue: number): Observable<MediaStream> =>
  new Observable((subscriber) => {
    const context = Object.assign(document.createElement('canvas'), { width: 640, height: 360 }).getContext('2d');
    if (!context) return subscriber.error(new Error('This browser has no canvas.'));
    const stream = context.canvas.captureStream(FRAMES_PER_SECOND);
    const calm = matchMedia('(prefers-reduced-motion: reduce)');
    subscriber.add(() => stopTracks(stream));
    subscriber.add(
      fromEvent(calm, 'change')
        .pipe(
          startWith(undefined),
          switchMap(() => interval(calm.matches ? 1000 : 1000 / FRAMES_PER_SECOND)),
          startWith(undefined),
        )
        .subscribe(() => drawMarbles(context, hue, performance.now() / 1000)),
    );
    subscriber.next(stream);
  });

/** How a call is held: what to send, and what a stream that is used for it leads to. */
export interface Held<T> {
  readonly source: Source;
  readonly audio: boolean;
  /** Colour of the animation, in degrees. */
  readonly hue: number;
  /** Emits when it is not wanted any more, while the permission is still asked for. */
  readonly cancel$: Observable<unknown>;
  readonly use: (stream: MediaStream) => Observable<T>;
}

/**
 * Opens the camera, and lets it go when what it is used for completes. Where there is no camera, or no permission, the
 * animation takes its place.
 */
export const withLocalStream = <T>({ source, audio, hue, cancel$, use }: Held<T>): Observable<T> => {
  const camera$ = defer(() => camera(audio)).pipe(catchError(() => animation(hue)));
  const stream$ = source === 'camera' ? camera$ : animation(hue);
  return race(stream$, cancel$.pipe(map(() => undefined))).pipe(
    switchMap((stream) => (stream ? use(stream).pipe(endWith(OVER)) : of(OVER))),
    takeWhile((value): value is T => value !== OVER),
  );
};

/** Shows a stream in a video element for as long as somebody is subscribed. */
export const show = (video: HTMLVideoElement, stream: MediaStream): Observable<never> =>
  new Observable(() => {
    video.srcObject = stream;
    return () => {
      if (video.srcObject === stream) video.srcObject = null;
    };
  });
