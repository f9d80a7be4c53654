import { connectionStates, iceStates } from '../../lib/browser/states.js';

/** As much of a peer connection as tells its states. */
const talking = <State extends object>(states: State): EventTarget & State => Object.assign(new EventTarget(), states);

const tell = (target: EventTarget, event: string, states: object): void => {
  Object.assign(target, states).dispatchEvent(new Event(event));
};

describe('The states of a peer connection', () => {
  it('are those of the connection as a whole, from the current one on', () => {
    const native = talking({ connectionState: 'new', iceConnectionState: 'new' });
    const heard: string[] = [];
    const subscription = connectionStates(native as never).subscribe((state) => heard.push(state));
    tell(native, 'iceconnectionstatechange', { iceConnectionState: 'checking' });
    tell(native, 'connectionstatechange', { connectionState: 'connecting' });
    expect(heard).toEqual(['new', 'connecting']);
    subscription.unsubscribe();
    tell(native, 'connectionstatechange', { connectionState: 'connected' });
    expect(heard.length).toBe(2);
  });

  it('are those of ICE where the browser has no others', () => {
    const native = talking({ iceConnectionState: 'new' });
    const [heard, ofIce]: [string[], string[]] = [[], []];
    connectionStates(native as never).subscribe((state) => heard.push(state));
    iceStates(native as never).subscribe((state) => ofIce.push(state));
    const states = ['checking', 'connected', 'completed', 'disconnected', 'failed', 'closed'];
    for (const iceConnectionState of states) tell(native, 'iceconnectionstatechange', { iceConnectionState });
    expect(heard).toEqual(['new', 'connecting', 'connected', 'connected', 'disconnected', 'failed', 'closed']);
    expect(ofIce).toEqual(['new', ...states]);
  });
});
