import type { PeerErrorType } from '../../../lib/core/errors.js';
import type { Aftermath, Rule } from '../aftermath.js';
import type { Machine } from '../machine.js';

/** What a server or a platform says to somebody whom it will not have, however often they ask. */
const REFUSALS: readonly string[] = [
  'unavailable-id',
  'invalid-id',
  'invalid-key',
  'browser-incompatible',
  'ssl-unavailable',
] satisfies PeerErrorType[];

/** What destroys a Peer that has no policy, as in PeerJS. */
const FATAL_WITHOUT_POLICY: readonly string[] = [
  'server-error',
  'socket-closed',
  'socket-error',
] satisfies PeerErrorType[];

const judgeBooleans = ({ witness: { peer, status, name } }: Machine): readonly string[] => {
  const said = `open ${String(peer.open)}, disconnected ${String(peer.disconnected)}, destroyed ${String(peer.destroyed)}`;
  const isRight =
    peer.open === (status === 'open') &&
    peer.disconnected === (status === 'disconnected' || status === 'destroyed') &&
    peer.destroyed === (status === 'destroyed');
  return isRight ? [] : [`${name} is ${status}, and says: ${said}`];
};

const wasRefused = ({ plan, witness: { errors } }: Machine): boolean =>
  errors.some(
    ({ type }) => REFUSALS.includes(type) || (plan.reconnect === 'never' && FATAL_WITHOUT_POLICY.includes(type)),
  );

/** Whether the loss was told after the last time that there was anything to lose. */
const saidSo = ({ witness: { statuses, disconnections } }: Machine): boolean => {
  const lastOpen = statuses.filter(({ status }) => status === 'open').at(-1);
  return (disconnections.at(-1) ?? -1) >= (lastOpen?.at ?? 0);
};

const judgeStatus = (machine: Machine, { registered }: Aftermath): readonly string[] => {
  const { witness, wish, plan, number } = machine;
  const { status, name, peer } = witness;
  const wrong = [`${name} is ${status}, and its user wants it ${wish}; reconnect: ${plan.reconnect}`];
  switch (status) {
    case 'open':
      if (wish !== 'connected') return wrong;
      if (plan.id !== undefined && peer.id !== plan.id) return [`${name} is open as ${String(peer.id)}`];
      return registered.has(number) || machine.line.isBeyondKnowledge
        ? []
        : [`${name} is open, and the server does not reach it`];
    case 'disconnected':
      if (!saidSo(machine)) return [`${name} is disconnected and has not said so`];
      return wish === 'disconnected' || plan.reconnect !== 'always' || wasRefused(machine) ? [] : wrong;
    case 'destroyed':
      return wish === 'destroyed' || wasRefused(machine) ? [] : wrong;
    default:
      return wrong;
  }
};

/** What a Peer says it is it is: with a policy, open under its id, unless somebody does not want that; else it has said so. */
export const peersAreTrue: Rule = {
  name: 'a Peer is what it says',
  broken: (after) =>
    after.machines
      .filter(({ state }) => state === 'there')
      .flatMap((machine) => [...judgeBooleans(machine), ...judgeStatus(machine, after)]),
};
