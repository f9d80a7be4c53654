import { read } from './markdown.js';

const original = read('README.md');
const translation = read('README.zh-CN.md');

/** The first cells of a table, as far as they are code: names are not translated. */
const namesIn = (table: readonly string[]): readonly string[] =>
  table.map((row) => [...(row.split(' | ')[0]?.match(/`[^`]+`/g) ?? [])].sort().join(' '));

describe('The Chinese README', () => {
  it('has the headings of the English one, on the same levels', () => {
    expect(translation.headings.map(({ level }) => level)).toEqual(original.headings.map(({ level }) => level));
  });

  it('has the same examples, character for character', () => {
    expect(translation.blocks).toEqual(original.blocks);
  });

  it('has the same tables, row by row', () => {
    expect(translation.tables.map(namesIn)).toEqual(original.tables.map(namesIn));
  });
});
