/** Names that can stand behind a dot. */
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** A step into a value: a key, an index, or what there is to say about a part that has neither. */
export type Step = string | number | { readonly part: string };

const said = (step: Step): string => {
  if (typeof step === 'number') return `[${step}]`;
  if (typeof step === 'object') return `<${step.part}>`;
  return NAME.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
};

/** Where something is in a value: `$.list[3].name`. */
export const placeOf = (steps: readonly Step[]): string => `$${steps.map(said).join('')}`;
