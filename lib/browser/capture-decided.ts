import { catchError, defer, EMPTY, from, fromEvent, merge, type Observable, switchMap } from 'rxjs';

/** Emits when the user allows or forbids camera or microphone, where the browser tells. */
export const captureDecided$: Observable<unknown> = defer(() =>
  typeof navigator === 'undefined' || !('permissions' in navigator)
    ? EMPTY
    : merge(
        ...(['camera', 'microphone'] as const).map((name) =>
          defer(() => from(navigator.permissions.query({ name }))).pipe(
            switchMap((status) => fromEvent(status, 'change')),
            catchError(() => EMPTY), // a browser that does not know the name
          ),
        ),
      ),
);
