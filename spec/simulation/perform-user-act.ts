import { PeerError } from '../../lib/core/errors.js';
import { DataConnection } from '../../lib/data-connection.js';
import { fakeStream } from '../support/fake-peer-connection.js';
import type { Chronicle } from './chronicle.js';
import type { EndWitness } from './end-witness.js';
import type { Machine } from './machine.js';
import type { UserAct, Whom } from './scenario.js';

export interface UserDeps {
  readonly chronicle: Chronicle;
  /** The id of another machine's Peer, as far as it has one. */
  readonly idOf: (whom: Whom) => string;
}

const stream = (wanted: boolean): MediaStream | undefined => (wanted ? fakeStream('stream', 'audio') : undefined);

/** The one that is meant: the end that something has happened to, whatever it is by now, else the latest but so many. */
const choose = (
  ends: readonly EndWitness[],
  which: number,
  concerned: EndWitness | undefined,
): EndWitness | undefined => concerned ?? ends[ends.length - 1 - (which % ends.length)];

const alive = ({ phase }: EndWitness): boolean => phase !== 'closed';
const isData = ({ connection }: EndWitness): boolean => connection instanceof DataConnection;

const perform = (act: UserAct, machine: Machine, concerned: EndWitness | undefined, deps: UserDeps): void => {
  const { peer, witness, ends } = machine;
  switch (act.kind) {
    case 'connect': {
      const { reliable, serialization } = act;
      machine.made(peer.connect(deps.idOf(act.to), { reliable, serialization, metadata: { reliable } }));
      break;
    }
    case 'call':
      machine.made(peer.call(deps.idOf(act.to), stream(act.stream)));
      break;
    case 'answer':
      choose(
        ends.filter((end) => end.role === 'answers' && end.rings),
        act.which,
        concerned,
      )?.answer(stream(act.stream));
      break;
    case 'send': {
      const open = ends.filter((end) => end.phase === 'open' && isData(end));
      const these = open.length > 0 ? open : ends.filter((end) => alive(end) && isData(end));
      choose(these, act.which, concerned)?.send(act.count, act.bytes);
      break;
    }
    case 'close':
      choose(ends.filter(alive), act.which, concerned)?.close(act.how);
      break;
    case 'listen':
      if (act.to === 'data') choose(ends.filter(isData), act.which, concerned)?.read();
      else witness.listenTo(act.to);
      break;
    case 'disconnect':
      if (machine.wish === 'connected') machine.wish = 'disconnected';
      peer.disconnect();
      break;
    case 'reconnect':
      if (machine.wish === 'disconnected') machine.wish = 'connected';
      peer.reconnect();
      break;
    case 'destroy':
      machine.wish = 'destroyed';
      deps.chronicle.trouble('end', [machine.number]);
      peer.destroy();
      break;
    case 'leave':
      deps.chronicle.trouble('end', [machine.number]);
      machine.live(act.kind);
      break;
    case 'wake':
      machine.live(act.kind);
      break;
    case 'list-peers':
      peer.listAllPeers().subscribe({ error: () => undefined });
      break;
    case 'react':
      machine.reactions.set(act.to, [...(machine.reactions.get(act.to) ?? []), act.by]);
  }
};

/** Does what a user does, whenever that is. What is thrown is documented, or a breach. */
export const performUserAct = (
  act: UserAct,
  machine: Machine,
  concerned: EndWitness | undefined,
  deps: UserDeps,
): void => {
  if (machine.state === 'vanished') return;
  const { chronicle } = deps;
  chronicle.note(() => `machine ${String(machine.number)}: USER ${JSON.stringify(act)}`);
  try {
    perform(act, machine, concerned, deps);
  } catch (error) {
    const isDocumented = act.kind === 'reconnect' && error instanceof PeerError && error.type === 'disconnected';
    if (!isDocumented) chronicle.breach('nothing is thrown', `${act.kind} throws ${String(error)}`);
  }
};
