import { existsSync } from 'node:fs';
import { anchorOf, DOCUMENTS, read } from './markdown.js';

const links = DOCUMENTS.flatMap((file) => read(file).links.map((link) => ({ file, link }))).filter(
  ({ link }) => !/^https?:/.test(link),
);

/** Paths of this repository; what is built is not there yet. */
const paths = DOCUMENTS.flatMap((file) => read(file).code.map((path) => ({ file, path }))).filter(({ path }) =>
  /^(?!dist\/)(?:[\w.-]+\/)*(?:[\w-]+\/|[\w.-]+\.c?[jt]s)$/.test(path),
);

describe('The links of the documents', () => {
  it.each(links)('$file: $link leads somewhere', ({ file, link }) => {
    const [target = '', anchor] = link.split('#');
    const destination = target === '' ? file : target;
    expect(existsSync(destination)).toBe(true);
    if (anchor !== undefined) expect(read(destination).headings.map(anchorOf)).toContain(decodeURIComponent(anchor));
  });

  it.each(paths)('$file: $path is there', ({ path }) => {
    expect([path, `lib/${path}`, `spec/support/${path}`].some(existsSync)).toBe(true);
  });

  it('lead from the README to its translation, and back', () => {
    expect(read('README.md').links).toContain('README.zh-CN.md');
    expect(read('README.zh-CN.md').links).toContain('README.md');
  });
});
