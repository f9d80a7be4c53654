import { catchError, defer, EMPTY, merge, type Observable, switchMap } from 'rxjs';
import { captureStatus } from './capture-status.js';
import { onEvent } from './on-event.js';

/** Emits when the user allows or forbids camera or microphone, where the browser tells. */
export const captureDecided$: Observable<unknown> = merge(
  ...(['camera', 'microphone'] as const).map((name) =>
    defer(() => captureStatus.of(name)).pipe(
      switchMap((status) => onEvent(status, 'change', () => undefined)),
      catchError(() => EMPTY), // a browser that does not know the name, or has nothing to ask
    ),
  ),
);
