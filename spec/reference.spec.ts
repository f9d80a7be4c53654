import { ROWS } from './reference/rows.js';
import { titlesIn } from './reference/titles.js';

// The API reference, row by row: what it demands, and the specs that prove it.
describe('The reference', () => {
  it('says everything once', () => {
    const names = ROWS.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
  });

  it.each(ROWS)('$name: $demands', ({ proofs }) => {
    expect(proofs).not.toEqual([]);
    expect(proofs.filter(({ file, title }) => !titlesIn(file).includes(title))).toEqual([]);
  });
});
