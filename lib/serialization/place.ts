/** Names that can stand behind a dot. */
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** Characters of a key that are shown. */
const LONGEST_KEY = 100;

/** A step into a value: a key, an index, or what there is to say about a part that has neither. */
export type Step = string | number | { readonly part: string };

const said = (step: Step): string => {
  if (typeof step === 'number') return `[${step}]`;
  if (typeof step === 'object') return `<${step.part}>`;
  const key = step.length > LONGEST_KEY ? `${step.slice(0, LONGEST_KEY)}…` : step;
  return NAME.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
};

/** Where something is in a value: `$.list[3].name`. */
export const placeOf = (steps: readonly Step[]): string => `$${steps.map(said).join('')}`;
