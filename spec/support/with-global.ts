/** Gives the global object a property for as long as something runs; then it is as before. */
export const withGlobal = <T>(name: string, value: unknown, work: () => T): T => {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true });
  try {
    return work();
  } finally {
    if (before) Object.defineProperty(globalThis, name, before);
    else Reflect.deleteProperty(globalThis, name);
  }
};
