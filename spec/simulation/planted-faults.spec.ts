import { filter, map, mergeMap, NEVER, type Observable, of } from 'rxjs';
import type { DataChannel } from '../../lib/ports/data-channel.js';
import type { Environment } from '../../lib/ports/environment.js';
import type { PeerConnection } from '../../lib/ports/peer-connection.js';
import type { FakeEnvironment } from '../support/fake-environment.js';
import { findBreach } from './find-breach.js';
import { simulate } from './simulate.js';
import type { Spoil } from './world.js';

/** Milliseconds that finding one may take on a busy machine. */
const PATIENCE = 300_000;

/** The same thing, but for some of its members. */
const changed = <T extends object>(target: T, changes: Partial<T>): T =>
  new Proxy(target, {
    get: (_target, key) => {
      if (Object.hasOwn(changes, key)) return Reflect.get(changes, key) as unknown;
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });

const withPeerConnections =
  (change: (peerConnection: PeerConnection) => Partial<PeerConnection>): Spoil =>
  (environment) =>
    changed<Environment>(environment, {
      createPeerConnection: (config) => {
        const peerConnection: PeerConnection = environment.createPeerConnection(config);
        return changed(peerConnection, change(peerConnection));
      },
    });

const withChannels = (change: (channel: DataChannel) => Partial<DataChannel>): Spoil => {
  const spoiled = (channel: DataChannel): DataChannel => changed(channel, change(channel));
  return withPeerConnections((peerConnection) => ({
    createChannel: (label, init) => spoiled(peerConnection.createChannel(label, init)),
    channel$: peerConnection.channel$.pipe(map(spoiled)),
  }));
};

/** What the server says never comes where `isLost`. */
const withoutTexts =
  (isLost: (text: string) => boolean): Spoil =>
  (environment: FakeEnvironment) =>
    changed<Environment>(environment, {
      openSocket: (url, outgoing$) =>
        environment
          .openSocket(url, outgoing$)
          .pipe(filter((event) => event.kind !== 'socket-text' || !isLost(event.text))),
    });

/** A number that grows whatever happens. */
const growing = (): (() => Observable<number>) => {
  const count = { heard: 0 };
  return () => of((count.heard += 1));
};

const FAULTS: readonly (readonly [what: string, spoil: Spoil, rule: string])[] = [
  ['a channel that does not tell its end', withChannels(() => ({ closed$: NEVER })), 'silence is noticed'],
  [
    'a channel that delivers everything twice, as to two subscriptions',
    withChannels(({ message$ }) => ({ message$: message$.pipe(mergeMap((frame) => [frame, frame])) })),
    'data arrives',
  ],
  [
    'candidates that are lost',
    withPeerConnections(() => ({ addCandidate: () => of(undefined) })),
    'what nothing disturbs opens',
  ],
  [
    'a lifeline that is not heard',
    withPeerConnections((peerConnection) => ({
      openLifeline: () => ({ ...peerConnection.openLifeline(), ask: () => undefined }),
    })),
    'ends have reasons',
  ],
  ['signs of life that never end', withPeerConnections(() => ({ heard: growing() })), 'silence is noticed'],
  ['answers that are lost', withoutTexts((text) => text.includes('"ANSWER"')), 'what nothing disturbs opens'],
  ['peer connections that are not closed', withPeerConnections(() => ({ close: () => undefined })), 'nothing is left'],
];

describe('A fault that is planted around a Peer is found', () => {
  it.each(FAULTS)(
    '%s',
    (_what, spoil, rule) => {
      expect(findBreach(simulate, rule, { spoil })).toContain(rule);
    },
    PATIENCE,
  );
});
