import { Subject } from 'rxjs';
import type { PeerError } from '../../lib/core/errors.js';
import type { ConnectionSignal } from '../../lib/pipelines/connection-signal.js';
import type { MediaIntent } from '../../lib/pipelines/intent.js';
import { type MediaDeps, mediaPipeline } from '../../lib/pipelines/media-pipeline.js';
import type { MediaOutput } from '../../lib/pipelines/output.js';
import { connectionDeps } from '../support/connection-deps.js';
import { FakeDataChannel } from '../support/fake-data-channel.js';
import { type Answers, FakePeerConnection, fakeStream } from '../support/fake-peer-connection.js';
import { inShort } from './in-short.js';

export const OFFER = { type: 'offer', sdp: 'o' } as const;
/** What this side sends, and the other. */
export const mine = fakeStream('mine', 'audio');
export const theirs = fakeStream('theirs', 'audio', 'video');

const mediaInShort = (output: MediaOutput): string => {
  switch (output.kind) {
    case 'stream':
      return `stream ${output.stream.id}`;
    case 'local-stream':
      return `local ${output.stream?.id ?? 'none'}`;
    case 'auxiliary-open':
      return output.kind;
    default:
      return inShort(output);
  }
};

/** One call over fakes, and what it tells, in short. */
export const runMedia = (side: 'calls' | 'is called', answers?: Partial<Answers>, overrides?: Partial<MediaDeps>) => {
  const intent$ = new Subject<MediaIntent>();
  const signal$ = new Subject<ConnectionSignal>();
  const channel = new FakeDataChannel();
  const made: FakePeerConnection[] = [];
  const told: string[] = [];
  const errors: PeerError[] = [];
  const deps: MediaDeps = {
    ...connectionDeps,
    role: side === 'calls' ? { kind: 'offers' } : { kind: 'answers', offer: OFFER },
    peer: 'bob',
    connectionId: 'mc_1',
    stream: side === 'calls' ? mine : undefined,
    createPeerConnection: () => {
      const peerConnection = new FakePeerConnection({ createChannel: () => channel, ...answers });
      made.push(peerConnection);
      return peerConnection;
    },
    ...overrides,
  };
  const subscription = mediaPipeline(intent$, signal$, deps).subscribe({
    next: (output) => {
      if ('error' in output) errors.push(output.error);
      told.push(mediaInShort(output));
    },
    complete: () => told.push('complete'),
  });
  return {
    intent$,
    signal$,
    channel,
    made,
    told,
    errors,
    subscription,
    peerConnection: () => made.at(-1) as FakePeerConnection,
    answer: (stream?: MediaStream, sdpTransform?: (sdp: string) => string) => {
      intent$.next({ kind: 'answer', stream, sdpTransform });
    },
    close: () => {
      intent$.next({ kind: 'close', by: 'this-side' });
    },
    isFree: () =>
      !intent$.observed &&
      !signal$.observed &&
      made.every(({ subscriptions, closes }) => subscriptions === 0 && closes > 0),
  };
};

/** What every call of ours tells first. */
export const CALLING = ['peer-connection', 'ice-state', 'described', 'local mine', 'channel'];
