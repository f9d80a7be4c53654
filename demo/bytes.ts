const units = ['B', 'kB', 'MB', 'GB'];

/** A number of bytes as people read it: `64 kB`, `1.5 MB`. */
export const bytesAsText = (bytes: number): string => {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const amount = bytes / 1000 ** power;
  return `${amount.toFixed(power > 0 && amount < 10 ? 1 : 0)} ${units[power] ?? ''}`;
};
