import { closedPeerConnections } from './closed-peer-connections.js';
import { inNextTurn } from './in-next-turn.js';

/** Turns of the event loop that a peer connection gets to tell how its transports are. It takes one or two. */
const MOST_TURNS = 20;

type TransportState = RTCDtlsTransportState | RTCIceTransportState;

/** What a peer connection says whose transports are in these states (W3C WebRTC, section 4.3.3). */
const connectionStateOf = (states: readonly TransportState[]): RTCPeerConnectionState => {
  const bad = (['failed', 'disconnected'] as const).find((state) => states.includes(state));
  if (bad) return bad;
  if (states.every((state) => state === 'new' || state === 'closed')) return 'new';
  return states.some((state) => ['new', 'checking', 'connecting'].includes(state)) ? 'connecting' : 'connected';
};

/** The same for its gathering (section 4.3.2). */
const gatheringStateOf = (states: readonly RTCIceGathererState[]): RTCIceGatheringState | undefined =>
  (['gathering', 'new', 'complete'] as const).find((state) => states.includes(state));

/** Whether it has told everything of its transports, and of what is about to happen to them. */
const hasTold = (native: RTCPeerConnection): boolean => {
  const transports = [native.sctp, ...native.getReceivers()].flatMap((part) => part?.transport ?? []);
  // Not every platform tells of them.
  const ice = transports.flatMap(({ iceTransport }: Partial<RTCDtlsTransport>) => iceTransport ?? []);
  if (ice.length === 0) return true;
  const states = [...transports, ...ice].map(({ state }) => state);
  const gatheringState = gatheringStateOf(ice.map((one) => one.gatheringState));
  return (
    connectionStateOf(states) === native.connectionState &&
    gatheringState === native.iceGatheringState &&
    (gatheringState !== 'new' || !native.localDescription)
  );
};

/**
 * Closes a peer connection: at once, unless an event of its state is on its way, then as soon as that is told. Chromium (156)
 * never lets go of one that was closed meanwhile, because the event that it drops holds it, and makes no more than 500 for a
 * page: whoever refuses strangers as soon as a connection with them opens would soon have no more.
 */
export const closePeerConnection = (native: RTCPeerConnection, turns = MOST_TURNS): void => {
  if (native.signalingState === 'closed') return;
  if (turns > 0 && !hasTold(native)) {
    inNextTurn(() => {
      closePeerConnection(native, turns - 1);
    });
    return;
  }
  closedPeerConnections.add();
  native.close();
};
