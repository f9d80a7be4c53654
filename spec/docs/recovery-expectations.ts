import { type Expectation, under } from './expectation.js';
import type { Stage } from './run-example.js';

const loseTheServer = ({ pass, server }: Stage<never>): void => {
  pass(100);
  server.setReachable(false);
  server.cut('alice');
  pass(10_000);
  server.setReachable(true);
  pass(10_000);
};

const decline = ({ pass }: Stage<never>): void => {
  pass(100);
};

const waitAMinute = ({ pass }: Stage<never>): void => {
  pass(60_000);
};

/** What the examples about things that break, and come back, do. */
export const RECOVERY: readonly Expectation[] = [
  ...under(
    'When something breaks',
    [
      loseTheServer,
      'alice is connecting',
      'alice is open',
      'told once: network',
      'alice is reconnecting',
      'alice is open',
    ],
    [decline, 'connection-closed - bob refused the connection: busy', 'closed: busy'],
  ),
  ...under(
    'Trying again',
    [waitAMinute, 'trying', 'trying', 'trying', 'Error: out of reach'],
    [waitAMinute, '{"type":"HEARTBEAT"}', '{"type":"HEARTBEAT"}'],
  ),
];
