import type { Chances } from './chances.js';
import { generateConnect } from './generate-connect.js';
import { generateWhom } from './generate-whom.js';
import type { ReactsTo, UserAct } from './scenario.js';

/** Bytes of a message: most are small; some wait for the channel, and some go in chunks. */
const SIZES = [0, 0, 0, 0, 0, 0, 10, 10, 1_000, 1_000, 3_000, 3_000, 20_000, 20_000, 60_000, 300_000] as const;

/** How often a user does what. */
const USUAL = {
  connect: 110,
  call: 50,
  answer: 40,
  send: 280,
  close: 35,
  listen: 40,
  disconnect: 8,
  reconnect: 10,
  destroy: 3,
  leave: 4,
  wake: 6,
  'list-peers': 4,
  react: 70,
} as const;

/** What one does in the middle of something else: more rash than usual. */
const RASH = {
  ...USUAL,
  close: 90,
  disconnect: 16,
  reconnect: 50,
  destroy: 8,
  leave: 6,
  react: 30,
  listen: 15,
} as const;

const OCCASIONS: readonly ReactsTo[] = [
  'open',
  'connected',
  'connected',
  'invited',
  'invited',
  'called',
  'data',
  'data',
  'closed',
  'error',
  'disconnected',
];

/** Most of the time the latest. */
const which = (chances: Chances): number => (chances.happens(600) ? 0 : chances.next(8));

/** One thing that a user does. */
export const generateUserAct = (
  chances: Chances,
  machines: number,
  self: number,
  mood: 'usual' | 'rash' = 'usual',
): UserAct => {
  const kind = chances.weighed(mood === 'usual' ? USUAL : RASH);
  switch (kind) {
    case 'connect':
      return generateConnect(chances, machines, self);
    case 'call':
      return { kind, to: generateWhom(chances, machines, self), stream: chances.happens(500) };
    case 'answer':
      return { kind, which: which(chances), stream: chances.happens(500) };
    case 'send':
      return { kind, which: which(chances), count: chances.between(1, 6), bytes: chances.pick(SIZES) };
    case 'close':
      return { kind, which: which(chances), how: chances.pick(['at-once', 'flush', 'reason'] as const) };
    case 'listen':
      return { kind, to: chances.pick(['connections', 'calls', 'data', 'data'] as const), which: which(chances) };
    case 'react':
      return { kind, to: chances.pick(OCCASIONS), by: generateUserAct(chances, machines, self, 'rash') };
    default:
      return { kind };
  }
};
