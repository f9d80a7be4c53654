import type { Chances } from './chances.js';
import { generateWhom } from './generate-whom.js';
import type { UserAct } from './scenario.js';

const SERIALIZATIONS = ['binary', 'binary', 'json', 'json', 'binary-utf8', 'none', 'MsgPack', 'structured'] as const;

/** A data connection to somebody. */
export const generateConnect = (chances: Chances, machines: number, self: number): UserAct => ({
  kind: 'connect',
  to: generateWhom(chances, machines, self),
  reliable: chances.happens(700),
  serialization: chances.pick(SERIALIZATIONS),
});
