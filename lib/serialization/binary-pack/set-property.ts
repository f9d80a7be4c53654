const PROTO = '__proto__';

/** Sets a property that may be called `__proto__`, which is then one like any other. */
export const setProperty = (object: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === PROTO)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
};
