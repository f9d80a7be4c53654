/** A source, and how many values it was asked for. */
export interface CountedSource<T> {
  readonly asked: number;
  readonly source: Iterable<T>;
}

/** A source that counts how many values it was asked for. */
export const countedSource = <T>(values: Iterable<T>): CountedSource<T> => {
  const count = { asked: 0 };
  const source = function* (): Iterable<T> {
    for (const value of values) {
      count.asked += 1;
      yield value;
    }
  };
  return {
    get asked() {
      return count.asked;
    },
    source: source(),
  };
};
