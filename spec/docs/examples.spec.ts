import { checkTypes } from './check-types.js';
import type { Expectation } from './expectation.js';
import { EXPECTATIONS } from './expectations.js';
import { DOCUMENTS, read } from './markdown.js';
import { runExample } from './run-example.js';

const original = read('README.md');

/** The headings that expectations name: a translation has the same ones in the same places. */
const headingsFor = (file: string) => (file.startsWith('README.') ? original : read(file)).headings;

const examples = DOCUMENTS.flatMap((file) =>
  read(file).blocks.map(({ heading, nth, code }) => ({
    name: `${file}-${String(heading)}-${String(nth)}`,
    file,
    heading: headingsFor(file)[heading]?.text ?? '',
    nth,
    code,
  })),
);

type Example = (typeof examples)[number];

const isAbout =
  (example: Example) =>
  ({ heading, nth }: Expectation): boolean =>
    heading === example.heading && nth === example.nth;

describe('The examples of the documents', () => {
  const faults = checkTypes(new Map(examples.map(({ name, code }) => [name, code])));

  it.each(examples)('$file, "$heading", $nth: is correct TypeScript', ({ name }) => {
    expect(faults.get(name)).toEqual([]);
  });

  it.each(examples)('$file, "$heading", $nth: does what it says', (example) => {
    const expectation = EXPECTATIONS.find(isAbout(example));
    if (!expectation)
      throw new Error('There is no expectation for this example: add a row in spec/docs/expectations.ts.');
    expect(runExample(example.code, expectation.drive)).toEqual(expectation.prints);
  });

  it.each(EXPECTATIONS)('has an example under "$heading", $nth', (expectation) => {
    expect(examples.some((example) => isAbout(example)(expectation))).toBe(true);
  });
});
