import type { Chances } from './chances.js';
import type { Whom } from './scenario.js';

/** Somebody else; now and then oneself, or somebody who does not exist. */
export const generateWhom = (chances: Chances, machines: number, self: number): Whom => {
  if (chances.happens(30)) return 'nobody';
  return chances.happens(20) ? self : (self + 1 + chances.next(machines - 1)) % machines;
};
