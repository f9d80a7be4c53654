import { DataConnection } from '../../../lib/data-connection.js';
import type { Aftermath, Rule } from '../aftermath.js';
import type { EndWitness } from '../end-witness.js';

/** Whether order is kept; a codec that makes a stream of values keeps it always. */
const isOrdered = ({ connection }: EndWitness): boolean =>
  connection instanceof DataConnection && (connection.reliable || connection.serialization === 'MsgPack');

const isPrefix = (part: readonly number[], whole: readonly number[]): boolean =>
  part.every((number, place) => whole[place] === number);

const isPart = (part: readonly number[], whole: readonly number[]): boolean =>
  new Set(part).size === part.length && part.every((number) => whole.includes(number));

/** Whether the receiver was still there to take everything: it has not closed, or has flushed too, where it waits for the rest. */
const staysFor = (sender: EndWitness, { userClose, openedAt }: EndWitness, latency: number): boolean => {
  if (openedAt === undefined) return false;
  if (!userClose) return true;
  const asks = isOrdered(sender) && (sender.connection as DataConnection).serialization !== 'none';
  // A sender that hears of it before it is flushed itself closes at once, and says what is lost.
  const inTime = (sender.userClose?.at ?? Infinity) < userClose.at + latency;
  return userClose.how === 'flush' && openedAt < userClose.at && asks && inTime;
};

/** Whether everything had to arrive: nothing but a flush has ended it, and nothing was in the way. */
const wasFlushed = (sender: EndWitness, receiver: EndWitness, after: Aftermath): boolean => {
  const { chronicle } = after;
  const { userClose, openedAt, closedAt } = sender;
  if (userClose?.how !== 'flush' || openedAt === undefined || openedAt > userClose.at) return false;
  if (closedAt === undefined || !staysFor(sender, receiver, after.scenario.latency)) return false;
  return chronicle.troubles(sender.machine, receiver.machine, sender.since, closedAt).length === 0;
};

const judge = (sender: EndWitness, receiver: EndWitness, after: Aftermath): readonly string[] => {
  const { sent } = sender;
  const { received } = receiver;
  const what = `${sender.name} sent ${sent.join(' ')}; ${receiver.name} received ${received.join(' ')}`;
  const isRight = isOrdered(sender) ? isPrefix(received, sent) : isPart(received, sent);
  if (!isRight) return [what];
  const isAll = received.length === sent.length;
  const areOpen = sender.phase === 'open' && receiver.phase === 'open';
  if (areOpen && !isAll) return [`${what}, and nobody says that anything is lost`];
  return wasFlushed(sender, receiver, after) && !isAll ? [`${what}, though it was flushed`] : [];
};

/** An offer that comes twice may have made an end twice; one of them has opened. */
const opened = ({ openedAt, bornOpen, bornClosed }: EndWitness): boolean =>
  openedAt !== undefined || bornOpen || bornClosed;

/** Data arrives once; in order, where order is kept; and all of it, where the connection still stands, or was flushed. */
export const dataArrives: Rule = {
  name: 'data arrives',
  broken: (after) =>
    after.ends.filter(opened).flatMap((sender) =>
      after
        .others(sender)
        .filter(opened)
        .flatMap((receiver) => judge(sender, receiver, after)),
    ),
};
