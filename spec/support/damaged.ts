import type { Random } from './random.js';

/** What does not belong where it comes to stand. */
const JUNK = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  'null',
  '1e999',
  '"__proto__":',
  '"constructor"',
  '\0',
  '\uDFFF',
  '-',
];

/** A text after one blow: torn, with a hole, with something in it, or spliced with another one. */
export const damaged = (text: string, random: Random, others: readonly string[]): string => {
  const at = random.next(text.length + 1);
  switch (random.next(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(at + random.next(8));
    case 2:
      return text.slice(0, at) + random.pick(JUNK) + text.slice(at);
    default:
      return text.slice(0, at) + random.pick(others).slice(random.next(50));
  }
};
