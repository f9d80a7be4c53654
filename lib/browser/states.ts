import { defer, map, type Observable, startWith } from 'rxjs';
import { onEvent } from './on-event.js';

/** The states of one kind, from the current one on. */
const states = <State>(native: EventTarget, event: string, read: () => State): Observable<State> =>
  defer(() => onEvent(native, event, read).pipe(startWith(read())));

/** The states of ICE, from the current one on. */
export const iceStates = (native: RTCPeerConnection): Observable<RTCIceConnectionState> =>
  states(native, 'iceconnectionstatechange', () => native.iceConnectionState);

const OF_ICE: Readonly<Partial<Record<RTCIceConnectionState, RTCPeerConnectionState>>> = {
  checking: 'connecting',
  completed: 'connected',
};

/** The states of a connection as a whole. Firefox before 113 tells those of ICE alone: there they stand for it. */
export const connectionStates = (native: RTCPeerConnection): Observable<RTCPeerConnectionState> =>
  'connectionState' in native
    ? states(native, 'connectionstatechange', () => native.connectionState)
    : iceStates(native).pipe(map((state) => OF_ICE[state] ?? (state as RTCPeerConnectionState)));
