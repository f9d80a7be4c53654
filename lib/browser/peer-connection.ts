import { defer, distinct, from, ignoreElements, map, merge, type Observable, switchMap } from 'rxjs';
import type { Description, PeerConnection } from '../ports/peer-connection.js';
import { UNSAID_MESSAGE_BYTES } from '../core/constants.js';
import { emitAll } from '../core/operators/emit-all.js';
import { closePeerConnection } from './close-peer-connection.js';
import { dataChannel } from './data-channel.js';
import { newPeerConnection } from './new-peer-connection.js';
import { OfferAhead, toDescription } from './offer-ahead.js';
import { onEvent } from './on-event.js';
import { connectionStates, iceStates } from './states.js';

const KINDS = ['audio', 'video'] as const;

/**
 * Not an empty candidate, which marks the end of a generation: PeerJS never sends it. Nor an active one of TCP (RFC 6544,
 * section 4.5): it says that this end could call, which whoever could be called learns by the call.
 */
const isOfUse = ({ candidate, tcpType }: RTCIceCandidate): boolean => candidate !== '' && tcpType !== 'active';

/** What grows with whatever comes in, by where the platforms count it (W3C WebRTC Statistics); none counts all of it. */
const INCOMING = ['bytesReceived', 'packetsReceived', 'requestsReceived', 'responsesReceived'] as const;
const WHERE: readonly string[] = ['transport', 'candidate-pair'] satisfies RTCStatsType[];

const heardIn = (report: RTCStatsReport): number =>
  [
    ...(
      report as unknown as ReadonlyMap<string, RTCStats & Partial<Record<(typeof INCOMING)[number], number>>>
    ).values(),
  ]
    .filter(({ type }) => WHERE.includes(type))
    .flatMap((stats) => INCOMING.map((name) => stats[name] ?? 0))
    .reduce((sum, count) => sum + count, 0);

/** Applies a description, and emits it when that is done. */
const apply = (native: RTCPeerConnection, description: Description): Observable<Description> =>
  defer(() => native.setLocalDescription(description)).pipe(map(() => description));

/** An RTCPeerConnection as a port. Throws what its constructor throws. */
export const createPeerConnection = (config: RTCConfiguration): PeerConnection => {
  const native = newPeerConnection(config);
  const ahead = new OfferAhead(native);
  return {
    native,
    prepareOffer: () => {
      ahead.prepare();
    },
    describe: (type, change) =>
      defer(() => {
        if (change) {
          return from(type === 'offer' ? native.createOffer() : native.createAnswer()).pipe(
            switchMap((made) => apply(native, change(toDescription(made)))),
          );
        }
        const prepared = type === 'offer' ? ahead.offer : undefined;
        // The platform is at work on it while it is told; not before whoever connects has had their say.
        if (prepared) return merge(apply(native, prepared).pipe(ignoreElements()), Promise.resolve(prepared));
        // The platform knows which one is due, and does both in one step.
        return from(native.setLocalDescription()).pipe(
          map(() => toDescription(native.localDescription as RTCSessionDescription)),
        );
      }),
    applyRemote: (description) =>
      defer(() => {
        ahead.end();
        return native.setRemoteDescription(description);
      }),
    addCandidate: (candidate) => defer(() => native.addIceCandidate(candidate)),
    createChannel: (label, init) => {
      ahead.end();
      return dataChannel(native.createDataChannel(label, init), 'made');
    },
    addStream: (stream, receive) => {
      ahead.end();
      const tracks = stream?.getTracks() ?? [];
      for (const track of tracks) native.addTrack(track, stream as MediaStream);
      if (receive === 'as-offered') return;
      for (const kind of KINDS) {
        if (!tracks.some((track) => track.kind === kind)) native.addTransceiver(kind, { direction: 'recvonly' });
      }
    },
    candidate$: onEvent(native, 'icecandidate', ({ candidate }: RTCPeerConnectionIceEvent) => candidate).pipe(
      emitAll((candidate) => (candidate && isOfUse(candidate) ? [candidate.toJSON()] : [])),
    ),
    iceState$: iceStates(native),
    state$: connectionStates(native),
    channel$: onEvent(native, 'datachannel', ({ channel }: RTCDataChannelEvent) => dataChannel(channel, 'handed-over')),
    // A track that belongs to no stream is one by itself.
    stream$: onEvent(native, 'track', ({ streams, track }: RTCTrackEvent) =>
      streams.length > 0 ? [...streams] : [new MediaStream([track])],
    ).pipe(
      emitAll((streams) => streams),
      distinct(), // not by its id: where all tracks have gone and come again, Chromium makes another one with the same
    ),
    maxMessageSize: () => native.sctp?.maxMessageSize ?? UNSAID_MESSAGE_BYTES,
    heard: () => defer(() => native.getStats()).pipe(map(heardIn)),
    openLifeline: () => ahead.openLifeline(),
    close: () => {
      ahead.end();
      closePeerConnection(native);
    },
  };
};
