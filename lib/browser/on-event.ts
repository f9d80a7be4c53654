import { Observable } from 'rxjs';

/** What is read from each event of a target. (`fromEvent` knows targets of Node and jQuery besides, and lists of them.) */
export const onEvent = <T>(target: EventTarget, name: string, read: (event: never) => T): Observable<T> =>
  new Observable((subscriber) => {
    const listener = (event: Event): void => {
      subscriber.next(read(event as never));
    };
    target.addEventListener(name, listener);
    return () => {
      target.removeEventListener(name, listener);
    };
  });
