/** A promise of the reference that was not kept: what came instead. */
export class Breach extends Error {}

/** As text that tells apart what must be told apart: `undefined` and `null`, bytes and lists. */
const show = (value: unknown): string =>
  value === undefined
    ? 'undefined'
    : JSON.stringify(value, (_key, part: unknown) => {
        if (part === undefined) return '(undefined)';
        return part instanceof ArrayBuffer ? { bytes: [...new Uint8Array(part)] } : part;
      });

/** What a row of the reference demands; what is not so is a breach. */
export const demand = (what: string, found: unknown, promised: unknown): void => {
  if (show(found) !== show(promised)) throw new Breach(`${what}: ${show(found)}, not ${show(promised)}`);
};

/** What must be there. */
export const demandSome = <T>(what: string, found: T | null | undefined): T => {
  if (found == null) throw new Breach(`${what}: ${String(found)}`);
  return found;
};

/** What must not throw, and give something. */
export const demandResult = <T>(what: string, work: () => T | null | undefined): T => {
  const outcome: { found?: T | null | undefined } = {};
  try {
    outcome.found = work();
  } catch {
    throw new Breach(`${what}: it throws`);
  }
  return demandSome(what, outcome.found);
};

/** What must be refused by an exception. */
export const demandThrow = (what: string, work: () => void): void => {
  try {
    work();
  } catch {
    return;
  }
  throw new Breach(`${what}: nothing is thrown`);
};
