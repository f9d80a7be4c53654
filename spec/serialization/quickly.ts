/** Milliseconds that one frame may take; far above what it does on a busy machine, far below one that makes the reader hang. */
const SLOW = 1_000;

/** Does something with a frame, and throws where it takes too long: a time-out of Jest's never comes while it does. */
export const quickly = <T>(frame: Iterable<number>, work: () => T): T => {
  const start = performance.now();
  const result = work();
  if (performance.now() - start > SLOW) throw new Error(`takes too long: ${[...frame].join()}`);
  return result;
};
