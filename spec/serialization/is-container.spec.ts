import { isContainer } from '../../lib/serialization/is-container.js';

describe('isContainer', () => {
  it.each([[[]], [{}], [Object.create(null)], [new (class Point {})()]])('is so of %p', (value) => {
    expect(isContainer(value)).toBe(true);
  });

  it.each([[null], [undefined], ['text'], [1], [() => 1], [new Date(0)], [new Map()], [new ArrayBuffer(1)]])(
    'is not so of %p',
    (value: unknown) => {
      expect(isContainer(value)).toBe(false);
    },
  );
});
