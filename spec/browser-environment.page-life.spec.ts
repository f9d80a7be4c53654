import { pageLife$ } from '../lib/browser/page-life.js';

/** Gives the global object a property for as long as something runs. */
const withGlobal = (name: string, value: unknown, work: () => void): void => {
  Object.defineProperty(globalThis, name, { value, configurable: true });
  try {
    work();
  } finally {
    Reflect.deleteProperty(globalThis, name);
  }
};

describe('pageLife$', () => {
  it('is silent where there is a `window` and no page in it, as polyfills and React Native have it', () => {
    const heard: unknown[] = [];
    withGlobal('window', globalThis, () => {
      const subscription = pageLife$.subscribe({
        next: (life) => heard.push(life),
        error: (error) => heard.push(error),
      });
      subscription.unsubscribe();
    });
    expect(heard).toEqual([]);
  });
});
