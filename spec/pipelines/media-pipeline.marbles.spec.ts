import { map } from 'rxjs';
import { disconnectedFromServer } from '../../lib/core/errors.js';
import { emitAll } from '../../lib/core/operators/emit-all.js';
import type { ConnectionSignal } from '../../lib/pipelines/connection-signal.js';
import type { MediaIntent } from '../../lib/pipelines/intent.js';
import { mediaPipeline } from '../../lib/pipelines/media-pipeline.js';
import type { MediaOutput } from '../../lib/pipelines/output.js';
import { connectionDeps } from '../support/connection-deps.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { fakeCandidate, FakePeerConnection, fakeStream } from '../support/fake-peer-connection.js';
import { heldUntil } from '../support/held-until.js';
import { marbles } from '../support/marbles.js';
import { inShort } from './in-short.js';

const intents: Record<string, MediaIntent> = {
  a: { kind: 'answer', stream: undefined, sdpTransform: undefined },
  c: { kind: 'close', by: 'this-side' },
  x: { kind: 'complain', error: disconnectedFromServer() },
};
const signals: Record<string, ConnectionSignal> = {
  c: { kind: 'remote-candidate', candidate: fakeCandidate(1) },
  r: { kind: 'remote-closed', reason: 'busy' },
};
const streams: Record<string, MediaStream> = { s: fakeStream('s', 'audio'), t: fakeStream('t', 'video') };

/** What is told. `B`: the beginning. */
const told = {
  B: 'peer-connection',
  o: 'opened',
  u: 'auxiliary-open',
  s: 'stream s',
  t: 'stream t',
  E: 'error disconnected',
  F: 'failed webrtc',
  R: 'failed connection-closed',
  T: 'closed by this-side',
  O: 'closed by other-side',
  Y: 'closed by other-side: busy',
};
const REST: readonly string[] = ['ice-state', 'described', 'channel', 'local-stream'];
const brief = (output: MediaOutput): string =>
  output.kind === 'stream' ? `stream ${output.stream.id}` : inShort(output);

/** When the application stops to listen, where nothing has ended it before. */
const LEFT = '^-------!';
const IDLE = '--------';

/** What a call listens to, from its intents to the streams of the other side; the last two once it has begun. */
type Input = 'intent' | 'signal' | 'stream' | 'closed';

interface Row extends Partial<Record<Input, string>> {
  readonly name: string;
  readonly opened?: string;
  readonly told: string;
  /** The frame in which nothing is listened to any more. */
  readonly end?: number;
  /** Of what is listened to until another one; `undefined`: never. */
  readonly held?: Partial<Record<Input, number | undefined>>;
}

const NOTHING_OPENED = { stream: undefined, closed: undefined };

const CALLER: readonly Row[] = [
  { name: 'never', told: 'B-------' },
  { name: 'hears one', stream: '--s-----', told: 'B-s-----' },
  { name: 'hears many', stream: '--(st)--', told: 'B-(st)--' },
  { name: 'hears no stream', stream: '--|-----', told: 'B-------', held: { stream: 2 } },
  { name: 'has a word of the shell', intent: '--x-----', told: 'B-E-----' },
  { name: 'has a channel', opened: '--o-----', told: 'B-u-----' },
  { name: 'has no signals', signal: '-|------', stream: '--s-----', told: 'B-s-----', held: { signal: 1 } },
  { name: 'hangs up', intent: '--c-----', stream: '---s----', told: 'B-(T|)--', end: 2 },
  { name: 'is hung up', closed: '--x-----', stream: '---s----', told: 'B-(O|)--', end: 2 },
  { name: 'is refused', signal: '--r-----', stream: '---s----', told: 'B-(RY|)-', end: 2 },
  { name: 'errors in its streams', stream: '--#-----', told: 'B-(FO|)-', end: 2 },
  { name: 'errors in its channel', closed: '--#-----', told: 'B-(FO|)-', end: 2 },
  { name: 'errors in its signals', signal: '--#-----', told: 'B-(FO|)-', end: 2 },
  { name: 'errors in what is asked', intent: '--#-----', told: 'B-(FO|)-', end: 2 },
];

const CALLEE: readonly Row[] = [
  { name: 'never', told: '--------', held: NOTHING_OPENED },
  {
    name: 'is asked nothing',
    intent: '-|------',
    signal: '-c------',
    told: '--------',
    held: { intent: 1, ...NOTHING_OPENED },
  },
  { name: 'answers, and hears one', intent: '-a------', stream: '---s----', told: '-B-s----' },
  { name: 'answers, and hears many', intent: '-a-a----', stream: '---(st)-', told: '-B-(st)-' },
  {
    name: 'answers, and has no signals',
    intent: '--a-----',
    signal: '-|------',
    stream: '---s----',
    told: '--Bs----',
    held: { signal: 1 },
  },
  { name: 'declines', intent: '-c-a----', told: '-(T|)---', end: 1, held: NOTHING_OPENED },
  {
    name: 'is not called any more',
    signal: '-r------',
    intent: '---a----',
    told: '-(Y|)---',
    end: 1,
    held: NOTHING_OPENED,
  },
  { name: 'answers, and hangs up', intent: '-a-c----', stream: '----s---', told: '-B-(T|)-', end: 3 },
  { name: 'answers, and is hung up', intent: '-a------', closed: '---x----', told: '-B-(O|)-', end: 3 },
  { name: 'answers, and is left', intent: '-a------', signal: '---r----', told: '-B-(Y|)-', end: 3 },
  { name: 'answers, and errors in its streams', intent: '-a------', stream: '---#----', told: '-B-(FO|)', end: 3 },
  { name: 'answers, and errors in its signals', intent: '-a------', signal: '---#----', told: '-B-(FO|)', end: 3 },
];

describe.each([
  ['calls', CALLER],
  ['is called', CALLEE],
] as const)('mediaPipeline in time, of one who %s', (side, rows) => {
  it.each(rows)('$name', (row) => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions, flush }) => {
      const inputs = {
        intent: hot<MediaIntent>(row.intent ?? IDLE, intents),
        signal: hot<ConnectionSignal>(row.signal ?? IDLE, signals),
        stream: hot<MediaStream>(row.stream ?? IDLE, streams),
        closed: hot<undefined>(row.closed ?? IDLE, { x: undefined }),
      };
      const opened$ = hot<undefined>(row.opened ?? IDLE, { o: undefined });
      const channel = Object.assign(new FakeDataChannel(), { opened$, closed$: inputs.closed });
      const made: FakePeerConnection[] = [];
      const short$ = mediaPipeline(inputs.intent, inputs.signal, {
        ...connectionDeps,
        role: side === 'calls' ? { kind: 'offers' } : { kind: 'answers', offer: { type: 'offer', sdp: 'o' } },
        peer: 'bob',
        connectionId: 'mc_1',
        stream: undefined,
        createPeerConnection: () => {
          const peerConnection = Object.assign(new FakePeerConnection({ createChannel: () => channel }), {
            stream$: inputs.stream,
            channel$: cold<FakeDataChannel>('c', { c: channel }),
          });
          made.push(peerConnection);
          return peerConnection;
        },
      }).pipe(
        map(brief),
        emitAll((line) => (REST.includes(line) ? [] : [line])),
      );
      expectObservable(short$, LEFT).toBe(row.told, told);
      const { end = LEFT.indexOf('!'), held = {} } = row;
      flush();
      for (const [name, input] of Object.entries(inputs)) {
        expect([name, heldUntil(input)]).toEqual([name, name in held ? held[name as Input] : end]);
      }
      expectSubscriptions(opened$.subscriptions).toBe(
        row.told.includes('B')
          ? `${'-'.repeat(row.told.indexOf('B'))}^${'-'.repeat(end - row.told.indexOf('B') - 1)}!`
          : [],
      );
      expect(made.map(({ subscriptions, closes }) => [subscriptions, closes])).toEqual(
        row.told.includes('B') ? [[0, 1]] : [],
      );
    })();
  });
});
