import { catchError, defer, EMPTY, merge, type Observable, switchMap } from 'rxjs';
import { captureStatuses } from './capture-statuses.js';
import { onEvent } from './on-event.js';

const statusOf = (name: 'camera' | 'microphone'): Promise<PermissionStatus> => {
  const status = captureStatuses.get(name) ?? navigator.permissions.query({ name });
  captureStatuses.set(name, status);
  return status;
};

/** Emits when the user allows or forbids camera or microphone, where the browser tells. */
export const captureDecided$: Observable<unknown> = merge(
  ...(['camera', 'microphone'] as const).map((name) =>
    defer(() => statusOf(name)).pipe(
      switchMap((status) => onEvent(status, 'change', () => undefined)),
      catchError(() => EMPTY), // a browser that does not know the name, or has nothing to ask
    ),
  ),
);
