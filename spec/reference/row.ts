/** The spec that proves a row: a test, by the title in its source. */
export interface Proof {
  readonly file: string;
  readonly title: string;
}

/** One thing that the API reference promises. */
export interface Row {
  /** As the reference words it. */
  readonly name: string;
  /** What that demands. */
  readonly demands: string;
  readonly proofs: readonly Proof[];
}

/** Names the tests of one file. */
export const specs =
  (file: string) =>
  (...titles: readonly string[]): readonly Proof[] =>
    titles.map((title) => ({ file: `spec/${file}`, title }));

export const row = (name: string, demands: string, ...proofs: readonly (readonly Proof[])[]): Row => ({
  name,
  demands,
  proofs: proofs.flat(),
});
