import type { Observable } from 'rxjs';
import type { DataConnection, MediaConnection } from 'rxpeer';

/**
 * What streams told, in order, by their names: `close$`, and `close$ completes`. What a stream replays is there at once.
 */
export const record = (streams: Readonly<Record<string, Observable<unknown>>>): string[] => {
  const told: string[] = [];
  for (const [name, stream$] of Object.entries(streams)) {
    stream$.subscribe({
      next: () => told.push(name),
      error: () => told.push(`${name} errors`),
      complete: () => told.push(`${name} completes`),
    });
  }
  return told;
};

/** How often something is in a list. */
export const count = (told: readonly string[], name: string): number => told.filter((each) => each === name).length;

/** Everything that a data connection tells, in streams and listeners. */
export const recordConnection = (connection: DataConnection): string[] => {
  const { open$, data$, bufferSize$, error$, iceState$, close$ } = connection;
  const told = record({ open$, data$, bufferSize$, error$, iceState$, close$ });
  for (const event of ['open', 'data', 'error', 'iceStateChanged', 'close'] as const) {
    connection.on(event, () => told.push(`on ${event}`));
  }
  return told;
};

/** The same for a call. */
export const recordCall = (call: MediaConnection): string[] => {
  const { stream$, error$, iceState$, close$ } = call;
  const told = record({ stream$, error$, iceState$, close$ });
  for (const event of ['stream', 'error', 'willCloseOnRemote', 'iceStateChanged', 'close'] as const) {
    call.on(event, () => told.push(`on ${event}`));
  }
  return told;
};

/** Expects that `close` was told once by stream and listener, and that nothing came after it but the ends of the streams. */
export const expectOneClose = (told: readonly string[]): void => {
  expect(count(told, 'close$')).toBe(1);
  expect(count(told, 'on close')).toBe(1);
  const end = Math.min(told.indexOf('close$'), told.indexOf('on close'));
  const after = told.slice(end).filter((each) => !each.endsWith(' completes'));
  expect([...after].sort()).toEqual(['close$', 'on close']);
  const streams = new Set(told.filter((each) => each.endsWith(' completes')));
  expect(streams).toContain('close$ completes');
  expect(streams).toContain('error$ completes');
  expect(streams).toContain('iceState$ completes');
  expect(streams.size).toBe(told.filter((each) => each.endsWith(' completes')).length);
};
