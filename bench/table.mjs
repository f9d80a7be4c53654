/** A table of Markdown, which can be read as it is too. The first column is text, the others are figures. */
export function table(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Three figures that say something, thousands apart. */
export const figure = (value) =>
  value.toLocaleString('en-US', value >= 1_000 ? { maximumSignificantDigits: 4 } : { maximumSignificantDigits: 3 });

const holds = (value, { least, most }) => (least === undefined ? value <= most : value >= least);

const verdict = (value, target) =>
  target
    ? ` ${target.least === undefined ? '≤' : '≥'} ${target.least ?? target.most} ${holds(value, target) ? 'met' : 'NOT MET'}`
    : '';

/** `0.97 (0.95 to 1.02) ≥ 0.9 met`. */
export const ratio = ({ median, least, most }, target) =>
  `${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})${verdict(median, target)}`;

/** The figure with its target. */
export const judged = (value, target) => `${figure(value)}${verdict(value, target)}`;
