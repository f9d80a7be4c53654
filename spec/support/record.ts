import type { Observable } from 'rxjs';
import { PeerError } from '../../lib/core/errors.js';
import type { EventMap, EventSurface } from '../../lib/core/event-surface.js';

/** A value as a spec wants to read it: errors by their type, connections by their id. */
const legibly = (value: unknown): unknown => {
  if (value instanceof PeerError) return value.type;
  if (typeof value !== 'object' || value === null) return value;
  if ('connectionId' in value) return value.connectionId;
  return value;
};

const line = (name: string, value: unknown): string =>
  value === undefined ? name : `${name} ${String(legibly(value))}`;

/** Everything that listeners of these events hear, in order. */
export const recordEvents = <Events extends EventMap<Events>>(
  target: EventSurface<Events>,
  ...names: readonly (keyof Events & string)[]
): string[] => {
  const heard: string[] = [];
  for (const name of names) {
    const listener = (value?: unknown): void => {
      heard.push(line(name, value));
    };
    target.on(name, listener as unknown as Events[typeof name]);
  }
  return heard;
};

/** Everything that subscribers of these streams hear, in order, their ends included. Errors, which must not be, too. */
export const recordStreams = (streams: Readonly<Record<string, Observable<unknown>>>): string[] => {
  const heard: string[] = [];
  for (const [name, stream$] of Object.entries(streams)) {
    stream$.subscribe({
      next: (value) => heard.push(line(name, value)),
      error: (error) => heard.push(`${name} ERRORED ${String(legibly(error))}`),
      complete: () => heard.push(`${name} |`),
    });
  }
  return heard;
};
