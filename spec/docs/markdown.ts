import { readFileSync } from 'node:fs';

/** The documents that a reader comes by. */
export const DOCUMENTS = ['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'PROTOCOL.md'] as const;

export interface Heading {
  readonly level: number;
  readonly text: string;
}

/** A ```ts block, and where it stands: the heading above it, and the how many-th it is under that, from 1. */
export interface Block {
  readonly heading: number;
  readonly nth: number;
  readonly code: string;
}

export interface Markdown {
  readonly headings: readonly Heading[];
  readonly blocks: readonly Block[];
  /** Each table as its lines. */
  readonly tables: readonly (readonly string[])[];
  /** What the links outside of code point to. */
  readonly links: readonly string[];
  /** What stands between backticks in a line. */
  readonly code: readonly string[];
}

const FENCE = /^```(\w*)$/;
const HEADING = /^(#{1,6}) (.+)$/;
const CODE = /`([^`\n]+)`/g;
const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** Runs of lines that look like parts of a table. */
const tablesIn = (lines: readonly string[]): string[][] =>
  lines
    .map((line) => (line.startsWith('|') ? line : ''))
    .join('\n')
    .split(/\n{2,}/)
    .map((run) => run.split('\n').filter(Boolean))
    .filter((run) => run.length > 0);

export const read = (file: string): Markdown => {
  const text = readFileSync(file, 'utf8');
  const headings: Heading[] = [];
  const blocks: Block[] = [];
  const prose: string[] = [];
  let fence: { readonly language: string; readonly code: string[] } | undefined;
  for (const line of text.split('\n')) {
    const language = FENCE.exec(line)?.[1];
    if (fence && language === '') {
      const heading = headings.length - 1;
      const nth = blocks.filter((block) => block.heading === heading).length + 1;
      if (fence.language === 'ts') blocks.push({ heading, nth, code: `${fence.code.join('\n')}\n` });
      fence = undefined;
    } else if (fence) {
      fence.code.push(line);
    } else if (language !== undefined) {
      fence = { language, code: [] };
    } else {
      const [, marks, words] = HEADING.exec(line) ?? [];
      if (marks && words) headings.push({ level: marks.length, text: words });
      prose.push(line);
    }
  }
  if (fence) throw new Error(`${file} has a fence without an end.`);
  const links = [...prose.join('\n').matchAll(LINK)].map(([, target = '']) => target);
  return {
    headings,
    blocks,
    tables: tablesIn(prose),
    links,
    code: [...prose.join('\n').matchAll(CODE)].map(([, code = '']) => code),
  };
};

/** The anchor that GitHub makes of a heading. */
export const anchorOf = ({ text }: Heading): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
