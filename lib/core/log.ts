/** What is printed: 0 nothing, 1 errors, 2 errors and warnings, 3 everything. The documented option `debug`. */
export type LogLevel = 0 | 1 | 2 | 3;

/** Where lines go, as PeerJS's `logFunction`: the level of the line, then what it says. */
export type LogFunction = (level: LogLevel, ...rest: unknown[]) => void;

/** A Peer's own logger. */
export interface Log {
  readonly error: (...rest: unknown[]) => void;
  readonly warn: (...rest: unknown[]) => void;
  readonly info: (...rest: unknown[]) => void;
}

const silent = (): void => undefined;

/** A logger that prints lines up to `level`, and costs nothing for the others. */
export const createLog = (level: number, print: LogFunction): Log => {
  const at = (line: LogLevel): Log['error'] =>
    level >= line
      ? (...rest) => {
          try {
            print(line, ...rest);
          } catch {
            // A log function that throws has nobody to tell it to, and must not end what it was told about.
          }
        }
      : silent;
  return { error: at(1), warn: at(2), info: at(3) };
};
