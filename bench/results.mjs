import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('RESULTS.md', import.meta.url));

const mark = (part) => ({ begin: `<!-- measured: ${part} -->`, end: `<!-- /measured: ${part} -->` });

/** Puts what was measured between its marks in RESULTS.md; the rest of the file is prose, which stays. */
export function writeResults(part, measured) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '# Measured\n';
  const { begin, end } = mark(part);
  const section = `${begin}\n\n${measured}\n\n${end}`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  const before = from < 0 ? `${text.trimEnd()}\n\n` : text.slice(0, from);
  const after = from < 0 ? '\n' : text.slice(to + end.length);
  if (from >= 0 && to < from) throw new Error(`${file}: there is no ${end} behind ${begin}`);
  writeFileSync(file, before + section + after);
  return file;
}
