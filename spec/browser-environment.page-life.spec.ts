import { pageLife$ } from '../lib/browser/page-life.js';
import { withGlobal } from './support/with-global.js';

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
