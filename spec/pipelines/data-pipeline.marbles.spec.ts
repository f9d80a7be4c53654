import { filter, map } from 'rxjs';
import { invalidMessage } from '../../lib/core/errors.js';
import type { ConnectionSignal } from '../../lib/pipelines/connection-signal.js';
import { dataPipeline } from '../../lib/pipelines/data-pipeline.js';
import type { DataIntent, SendIntent } from '../../lib/pipelines/intent.js';
import type { NegotiationClock } from '../../lib/pipelines/open-in-time.js';
import type { DataOutput } from '../../lib/pipelines/output.js';
import type { Remote } from '../../lib/pipelines/remote.js';
import { raw } from '../../lib/serialization/raw.js';
import { connectionDeps } from '../support/connection-deps.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { FakePeerConnection } from '../support/fake-peer-connection.js';
import { heldUntil } from '../support/held-until.js';
import { marbles } from '../support/marbles.js';
import { inShort } from './in-short.js';

/** What comes in besides messages. */
const intents: Record<string, DataIntent> = {
  c: { kind: 'close', by: 'this-side' },
  x: { kind: 'complain', error: invalidMessage('nonsense') },
  f: { kind: 'flush' },
};
const values: Record<string, SendIntent> = {
  a: { kind: 'value', value: 'a', ticket: 1 },
  b: { kind: 'value', value: 'b', ticket: 2 },
};
const signals: Record<string, ConnectionSignal> = { r: { kind: 'remote-closed', reason: 'busy' } };
const clocks: Record<string, NegotiationClock> = { r: 'runs' };
const remotes: Record<string, Remote> = { r: 'rxpeer' };

/** What is told, but for the beginning. */
const BEGINNING: readonly string[] = ['peer-connection', 'ice-state', 'described', 'channel'];
const told = {
  o: 'opened',
  m: 'data m',
  n: 'data n',
  1: 'sent 1',
  2: 'sent 2',
  e: 'error not-open-yet',
  E: 'error invalid-message',
  F: 'failed webrtc',
  R: 'failed connection-closed',
  T: 'closed by this-side',
  O: 'closed by other-side',
  Y: 'closed by other-side: busy',
};
const brief = (output: DataOutput): string => {
  switch (output.kind) {
    case 'data':
      return `data ${String(output.value)}`;
    case 'sent':
      return `sent ${String(output.ticket)}`;
    default:
      return inShort(output);
  }
};

/** When the application stops to listen, where nothing has ended it before. */
const LEFT = '^-------!';
const AT_LEAVING = LEFT.indexOf('!');
const IDLE = '--------';

/** What a connection listens to. */
type Input = 'intent' | 'value' | 'signal' | 'remote' | 'clock' | 'opened' | 'closed' | 'message';

interface Row extends Partial<Record<Input, string>> {
  readonly name: string;
  readonly told: string;
  /** What is told to the side that answers, where it is something else. */
  readonly answers?: string;
  /** The frame in which nothing is listened to any more. */
  readonly end?: number;
  /** Of what is listened to until another one. */
  readonly held?: Partial<Record<Input, number>>;
}

/** Time counts until it is open. */
const OPENS = { opened: '--o-----', held: { clock: 2 } } as const;

const ROWS: readonly Row[] = [
  { name: 'never', told: '--------' },
  { name: 'opens', ...OPENS, told: '--o-----' },
  { name: 'hears one', ...OPENS, message: '----m---', told: '--o-m---' },
  { name: 'hears many, also before it is open', ...OPENS, message: '-m-(nm)-', told: '-mo(nm)-' },
  { name: 'sends one', ...OPENS, value: '----a---', told: '--o-1---' },
  { name: 'sends many, and none too early', ...OPENS, value: '-a--(ab)', told: '-eo-(12)' },
  { name: 'has a word of the shell', intent: '-x------', told: '-E------' },
  {
    name: 'has nobody who sends',
    ...OPENS,
    value: '----|---',
    message: '-----m--',
    told: '--o--m--',
    held: { clock: 2, value: 4 },
  },
  {
    name: 'has no messages',
    ...OPENS,
    message: '-|------',
    value: '----a---',
    told: '--o-1---',
    held: { clock: 2, message: 1 },
  },
  {
    name: 'has no signals',
    ...OPENS,
    signal: '-|------',
    value: '----a---',
    told: '--o-1---',
    held: { clock: 2, signal: 1 },
  },
  {
    name: 'has all known of it',
    ...OPENS,
    remote: '(r|)----',
    clock: '(r|)----',
    told: '--o-----',
    held: { clock: 0, remote: 0 },
  },
  { name: 'closes', ...OPENS, intent: '----c---', message: '-----m--', told: '--o-(T|)', end: 4 },
  { name: 'closes before it opens', intent: '-c------', told: '-(T|)---', end: 1 },
  { name: 'flushes before it opens', intent: '-f------', told: '-(T|)---', end: 1 },
  { name: 'is closed', ...OPENS, closed: '----x---', message: '-----m--', told: '--o-(O|)', end: 4 },
  { name: 'is refused', signal: '-r------', told: '-(RY|)--', answers: '-(Y|)---', end: 1 },
  { name: 'errors in its messages', ...OPENS, message: '----#---', told: '--o-(FO|)', end: 4 },
  { name: 'errors in what is sent', ...OPENS, value: '----#---', told: '--o-(FO|)', end: 4 },
  { name: 'errors in what is asked', ...OPENS, intent: '----#---', told: '--o-(FO|)', end: 4 },
  { name: 'errors in its signals', ...OPENS, signal: '----#---', told: '--o-(FO|)', end: 4 },
  { name: 'errors in opening', opened: '--#-----', told: '--(FO|)', end: 2 },
  { name: 'errors in its end', ...OPENS, closed: '----#---', told: '--o-(FO|)', end: 4 },
  { name: 'errors in what the other side is', remote: '--#-----', told: '--(FO|)', end: 2 },
  { name: 'errors in its clock', clock: '--#-----', told: '--(FO|)', end: 2 },
];

describe.each(['offers', 'answers'] as const)('dataPipeline in time, of the side that %s', (side) => {
  it.each(ROWS)('$name', (row) => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions, flush }) => {
      const inputs = {
        intent: hot<DataIntent>(row.intent ?? IDLE, intents),
        value: hot<SendIntent>(row.value ?? IDLE, values),
        signal: hot<ConnectionSignal>(row.signal ?? IDLE, signals),
        remote: cold<Remote>(row.remote ?? IDLE, remotes),
        clock: cold<NegotiationClock>(row.clock ?? IDLE, clocks),
        opened: hot<undefined>(row.opened ?? IDLE, { o: undefined }),
        closed: hot<undefined>(row.closed ?? IDLE, { x: undefined }),
        message: hot<string>(row.message ?? IDLE),
      };
      const channel = Object.assign(new FakeDataChannel({ readyState: 'open' }), {
        opened$: inputs.opened,
        closed$: inputs.closed,
        message$: inputs.message,
      });
      const channel$ = cold<FakeDataChannel>('c', { c: channel });
      const peerConnection = Object.assign(new FakePeerConnection({ createChannel: () => channel }), { channel$ });
      const output$ = dataPipeline(inputs.intent, inputs.value, inputs.signal, {
        ...connectionDeps,
        role: side === 'offers' ? { kind: 'offers' } : { kind: 'answers', offer: { type: 'offer', sdp: 'o' } },
        peer: 'bob',
        connectionId: 'dc_1',
        label: 'chat',
        ordered: true,
        serialization: 'none',
        codec: raw,
        messageLimit: 1_000,
        remote$: inputs.remote,
        clock$: inputs.clock,
        createPeerConnection: () => peerConnection,
      });
      const short$ = output$.pipe(
        map(brief),
        filter((line) => !BEGINNING.includes(line)),
      );
      expectObservable(short$, LEFT).toBe(side === 'answers' ? (row.answers ?? row.told) : row.told, told);
      const { end = AT_LEAVING, held } = row;
      expectSubscriptions(inputs.message.subscriptions).toBe(`^${'-'.repeat((held?.message ?? end) - 1)}!`);
      flush();
      for (const [name, input] of Object.entries(inputs)) {
        expect([name, heldUntil(input)]).toEqual([name, held?.[name as Input] ?? end]);
      }
      expect([peerConnection.subscriptions, peerConnection.closes]).toEqual([0, 1]);
    })();
  });
});
