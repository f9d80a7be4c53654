import { defer, distinct, from, fromEvent, map, mergeMap, type Observable, startWith } from 'rxjs';
import type { Description, PeerConnection } from '../ports/peer-connection.js';
import { UNSAID_MESSAGE_BYTES } from '../core/constants.js';
import { levelOut } from './adapter.js';
import { dataChannel } from './data-channel.js';

const KINDS = ['audio', 'video'] as const;

const described = (description$: () => Promise<RTCSessionDescriptionInit>): Observable<Description> =>
  defer(description$).pipe(map(({ type, sdp }) => ({ type: type as Description['type'], sdp: sdp ?? '' })));

const done = (work: () => Promise<void>): Observable<void> => defer(() => from(work()));

/** The states of one kind, from the current one on. */
const states = <State>(native: RTCPeerConnection, event: string, read: () => State): Observable<State> =>
  defer(() => fromEvent(native, event).pipe(map(read), startWith(read())));

/** An RTCPeerConnection as a port. Throws what its constructor throws. */
export const createPeerConnection = (config: RTCConfiguration): PeerConnection => {
  levelOut();
  const native = new RTCPeerConnection(config);
  return {
    native,
    createOffer: () => described(() => native.createOffer()),
    createAnswer: () => described(() => native.createAnswer()),
    applyLocal: (description) => done(() => native.setLocalDescription(description)),
    applyRemote: (description) => done(() => native.setRemoteDescription(description)),
    addCandidate: (candidate) => done(() => native.addIceCandidate(candidate)),
    createChannel: (label, init) => dataChannel(native.createDataChannel(label, init), 'made'),
    addStream: (stream, receive) => {
      const tracks = stream?.getTracks() ?? [];
      for (const track of tracks) native.addTrack(track, stream as MediaStream);
      if (receive === 'as-offered') return;
      for (const kind of KINDS) {
        if (!tracks.some((track) => track.kind === kind)) native.addTransceiver(kind, { direction: 'recvonly' });
      }
    },
    candidate$: fromEvent<RTCPeerConnectionIceEvent>(native, 'icecandidate').pipe(
      // An empty candidate marks the end of a generation; PeerJS never sends it.
      mergeMap(({ candidate }) => (candidate?.candidate ? [candidate.toJSON()] : [])),
    ),
    iceState$: states(native, 'iceconnectionstatechange', () => native.iceConnectionState),
    state$: states(native, 'connectionstatechange', () => native.connectionState),
    channel$: fromEvent<RTCDataChannelEvent>(native, 'datachannel').pipe(
      map(({ channel }) => dataChannel(channel, 'handed-over')),
    ),
    stream$: fromEvent<RTCTrackEvent>(native, 'track').pipe(
      // A track that belongs to no stream is one by itself.
      mergeMap(({ streams, track }) => (streams.length > 0 ? [...streams] : [new MediaStream([track])])),
      distinct((stream) => stream.id),
    ),
    maxMessageSize: () => native.sctp?.maxMessageSize ?? UNSAID_MESSAGE_BYTES,
    close: () => {
      native.close();
    },
  };
};
