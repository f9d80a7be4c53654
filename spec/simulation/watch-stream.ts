import type { Observable } from 'rxjs';
import type { Chronicle } from './chronicle.js';
import { StreamWitness } from './stream-witness.js';

/** Something that has streams, and is watched. */
export interface Watched {
  readonly name: string;
  readonly streams: Map<string, StreamWitness<unknown>>;
}

/** Watches one more stream; that it misbehaves is a breach. */
export const watchStream = <T>(
  { name: owner, streams }: Watched,
  chronicle: Chronicle,
  name: string,
  stream$: Observable<T>,
  next?: (value: T) => void,
): void => {
  const witness = new StreamWitness<T>({
    ...(next && { next }),
    misbehaved: (how) => {
      chronicle.breach('streams end well', `${owner}: ${name} ${how}`);
    },
  });
  streams.set(name, witness as StreamWitness<unknown>); // before what was held for it comes, and somebody reacts to that
  stream$.subscribe(witness);
};
