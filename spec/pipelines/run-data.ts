import { NEVER, type Observable, Subject } from 'rxjs';
import type { PeerError } from '../../lib/core/errors.js';
import { connectionDeps } from '../support/connection-deps.js';
import type { ConnectionSignal } from '../../lib/pipelines/connection-signal.js';
import { type DataDeps, dataPipeline } from '../../lib/pipelines/data-pipeline.js';
import type { DataIntent, SendIntent } from '../../lib/pipelines/intent.js';
import type { DataOutput } from '../../lib/pipelines/output.js';
import type { Codec } from '../../lib/serialization/codec.js';
import { createJson } from '../../lib/serialization/json.js';
import { raw } from '../../lib/serialization/raw.js';
import { FakeDataChannel, type FakeDataChannelOptions } from '../support/fake-data-channel.js';
import { type Answers, FakePeerConnection } from '../support/fake-peer-connection.js';
import { inShort } from './in-short.js';

export const OFFER = { type: 'offer', sdp: 'o' } as const;
/** The request to close, as it stands on the wire. */
export const CLOSE_REQUEST = JSON.stringify({ __peerData: { type: 'close' } });

export interface RunOptions {
  readonly side?: 'offers' | 'answers';
  readonly reliable?: boolean;
  readonly codec?: Codec;
  readonly remote$?: Observable<'rxpeer' | 'peerjs'>;
  readonly messageLimit?: number;
  readonly channel?: FakeDataChannelOptions;
  readonly answers?: Partial<Answers>;
  readonly deps?: Partial<DataDeps>;
  /** Does something as soon as it is told. */
  readonly heard?: (output: DataOutput) => void;
}

const dataInShort = (output: DataOutput): string => {
  switch (output.kind) {
    case 'data':
      return `data ${JSON.stringify(output.value)} (${String(output.bytes)})`;
    case 'waiting':
      return `waiting ${String(output.messages)}`;
    case 'held':
      return `held ${String(output.ticket)}`;
    case 'sent':
      return `sent ${String(output.ticket)} (${String(output.bytes)})`;
    default:
      return inShort(output);
  }
};

/** What the beginning of every connection tells is of no interest to most specs. */
const BEGINNING = ['peer-connection', 'ice-state', 'described', 'channel'];

/** One data connection over fakes, and what it tells, in short. */
export const runData = ({
  side = 'offers',
  reliable = true,
  codec = createJson(),
  remote$ = NEVER,
  messageLimit = 1_000_000,
  channel: channelOptions,
  answers,
  deps: overrides,
  heard,
}: RunOptions = {}) => {
  const intent$ = new Subject<DataIntent>();
  const value$ = new Subject<SendIntent>();
  const signal$ = new Subject<ConnectionSignal>();
  const channel = new FakeDataChannel(channelOptions);
  const peerConnection = new FakePeerConnection({ createChannel: () => channel, ...answers });
  const deps: DataDeps = {
    ...connectionDeps,
    role: side === 'offers' ? { kind: 'offers' } : { kind: 'answers', offer: OFFER },
    peer: 'bob',
    connectionId: 'dc_1',
    label: 'chat',
    ordered: reliable,
    serialization: codec === raw ? 'none' : 'json',
    codec,
    remote$,
    messageLimit,
    createPeerConnection: () => peerConnection,
    ...overrides,
  };
  const all: string[] = [];
  const errors: PeerError[] = [];
  const outputs: DataOutput[] = [];
  const subscription = dataPipeline(intent$, value$, signal$, deps).subscribe({
    next: (output) => {
      outputs.push(output);
      if ('error' in output) errors.push(output.error);
      all.push(dataInShort(output));
      heard?.(output);
    },
    error: () => all.push('errored'),
    complete: () => all.push('complete'),
  });
  return {
    intent$,
    value$,
    signal$,
    channel,
    peerConnection,
    subscription,
    all,
    outputs,
    errors,
    /** What was told, but for the beginning. */
    told: () => all.filter((line) => !BEGINNING.includes(line)),
    send: (...values: readonly unknown[]) => {
      for (const value of values) value$.next({ kind: 'value', value });
    },
    flush: (reason?: string) => {
      intent$.next({ kind: 'flush', reason });
    },
    close: () => {
      intent$.next({ kind: 'close', by: 'this-side' });
    },
    /** Frames handed to the channel, as text. */
    sent: () =>
      channel.sent.map((frame) => (typeof frame === 'string' ? frame : new TextDecoder().decode(frame as ArrayBuffer))),
    /** Whether nobody listens to anything any more, and the peer connection is closed. */
    isFree: () =>
      !intent$.observed &&
      !value$.observed &&
      !signal$.observed &&
      peerConnection.subscriptions === 0 &&
      peerConnection.closes > 0,
  };
};
