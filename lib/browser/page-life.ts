import { defer, filter, merge, NEVER, type Observable } from 'rxjs';
import type { PageLife } from '../ports/environment.js';
import { onEvent } from './on-event.js';

const on = (target: EventTarget, event: string, life: PageLife, applies = (): boolean => true): Observable<PageLife> =>
  onEvent(target, event, () => life).pipe(filter(applies));

/** The page's life (HTML, "page lifecycle"). A worker, or Node, has none, even where something calls itself `window`. */
export const pageLife$: Observable<PageLife> = defer(() =>
  typeof window === 'undefined' || typeof document === 'undefined'
    ? NEVER
    : merge(
        on(window, 'pagehide', 'leave'),
        on(window, 'pageshow', 'wake'), // also of a page that has been kept, with all that it holds
        on(window, 'online', 'wake'),
        on(document, 'visibilitychange', 'wake', () => document.visibilityState === 'visible'),
      ),
);
