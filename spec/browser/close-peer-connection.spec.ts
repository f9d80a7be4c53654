import { firstValueFrom, timer } from 'rxjs';
import { closePeerConnection } from '../../lib/browser/close-peer-connection.js';
import { inNextTurn } from '../../lib/browser/in-next-turn.js';
import { allClosed } from '../support/browser/wait.js';

/** Turns of the event loop: more than a peer connection has to tell something. */
const MANY = 100;

const nextTurn = (): Promise<void> => new Promise(inNextTurn);

/** What a peer connection says of itself, and how its transport is. */
interface Said {
  readonly peerConnection: RTCPeerConnectionState;
  readonly gathering: RTCIceGatheringState;
  readonly dtls: RTCDtlsTransportState;
  readonly ice: RTCIceTransportState;
  readonly gathered: RTCIceGathererState;
}

const CONNECTED: Said = {
  peerConnection: 'connected',
  gathering: 'complete',
  dtls: 'connected',
  ice: 'connected',
  gathered: 'complete',
};

/** A stand-in for one, whose states are imposed. One that carries media has as many transports. */
const standIn = (said: Said, media = 0) => {
  const transport = { state: said.dtls, iceTransport: { state: said.ice, gatheringState: said.gathered } };
  const others = Array.from({ length: media }, () => structuredClone(transport));
  const native = {
    signalingState: 'stable' as RTCSignalingState,
    connectionState: said.peerConnection,
    iceGatheringState: said.gathering,
    localDescription: {},
    sctp: media ? null : { transport },
    getReceivers: () => others.map((other) => ({ transport: other })),
    closed: 0,
    close: () => {
      native.signalingState = 'closed';
      native.closed += 1;
    },
  };
  const close = (): void => {
    closePeerConnection(native as unknown as RTCPeerConnection);
  };
  return { native, others, close };
};

const label = ({ peerConnection, gathering, dtls, ice, gathered }: Said): string =>
  `${peerConnection} and ${gathering} where DTLS is ${dtls} and ICE ${ice} and ${gathered}`;

describe('closePeerConnection', () => {
  it('closes one that has just been made, at once and once', () => {
    const native = new RTCPeerConnection();
    const close = spyOn(native, 'close').and.callThrough();
    native.createDataChannel('closing');
    closePeerConnection(native);
    expect(native.signalingState).toBe('closed');
    closePeerConnection(native);
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('closes one in whatever it does', async () => {
    const native = new RTCPeerConnection();
    native.createDataChannel('closing');
    const described = native.setLocalDescription();
    closePeerConnection(native);
    expect(native.signalingState).toBe('closed');
    await Promise.race([described, firstValueFrom(timer(MANY))]); // whether it settles is the platform's business
    const other = new RTCPeerConnection();
    other.createDataChannel('closing');
    await other.setLocalDescription();
    closePeerConnection(other);
    await allClosed(other);
  });

  const told: readonly Said[] = [
    CONNECTED,
    { ...CONNECTED, ice: 'completed' },
    { ...CONNECTED, dtls: 'closed' },
    { ...CONNECTED, peerConnection: 'new', gathering: 'gathering', dtls: 'new', ice: 'new', gathered: 'gathering' },
    { ...CONNECTED, peerConnection: 'connecting', dtls: 'new', ice: 'checking' },
    { ...CONNECTED, peerConnection: 'connecting', dtls: 'connecting' },
    { ...CONNECTED, peerConnection: 'disconnected', ice: 'disconnected' },
    { ...CONNECTED, peerConnection: 'failed', ice: 'failed' },
    { ...CONNECTED, peerConnection: 'failed', dtls: 'failed' },
  ];
  for (const said of told) {
    it(`closes at once what has told everything: ${label(said)}`, () => {
      const { native, close } = standIn(said);
      close();
      expect(native.closed).toBe(1);
    });
  }

  it('closes at once where the platform does not tell how its transports are', () => {
    const { native, close } = standIn({ ...CONNECTED, peerConnection: 'connecting' });
    Object.assign(native.sctp?.transport ?? {}, { iceTransport: undefined });
    close();
    expect(native.closed).toBe(1);
  });

  const untold: readonly Said[] = [
    { ...CONNECTED, peerConnection: 'connecting' },
    { ...CONNECTED, peerConnection: 'connecting', dtls: 'closed' },
    { ...CONNECTED, peerConnection: 'new', gathering: 'gathering' },
    { ...CONNECTED, gathering: 'gathering' },
    { ...CONNECTED, peerConnection: 'new', dtls: 'new', ice: 'checking' },
    { ...CONNECTED, peerConnection: 'new', gathering: 'new', dtls: 'new', ice: 'new', gathered: 'new' },
    { ...CONNECTED, ice: 'disconnected' },
    { ...CONNECTED, peerConnection: 'disconnected' },
    { ...CONNECTED, peerConnection: 'disconnected', ice: 'failed' },
    { ...CONNECTED, dtls: 'failed' },
  ];
  for (const said of untold) {
    it(`waits for what is on its way: ${label(said)}`, async () => {
      const { native, close } = standIn(said);
      close();
      close();
      await nextTurn();
      expect(native.closed).toBe(0);
      const { peerConnection, gathering, dtls, ice, gathered } = CONNECTED;
      Object.assign(native, { connectionState: peerConnection, iceGatheringState: gathering });
      Object.assign(native.sctp?.transport ?? {}, { state: dtls });
      Object.assign(native.sctp?.transport.iceTransport ?? {}, { state: ice, gatheringState: gathered });
      await nextTurn();
      await nextTurn();
      expect(native.closed).toBe(1);
    });
  }

  it('waits for what is on its way of a call, whose audio and video have a transport each at first', async () => {
    const { native, others, close } = standIn({ ...CONNECTED, peerConnection: 'new', dtls: 'new', ice: 'new' }, 2);
    Object.assign(others[1]?.iceTransport ?? {}, { state: 'checking' });
    close();
    await nextTurn();
    expect(native.closed).toBe(0);
    native.connectionState = 'connecting';
    await nextTurn();
    await nextTurn();
    expect(native.closed).toBe(1);
  });

  it('closes in the end what never tells it', async () => {
    const { native, close } = standIn({ ...CONNECTED, peerConnection: 'new' });
    close();
    for (let turn = 0; turn < MANY && native.closed === 0; turn += 1) await nextTurn();
    expect(native.closed).toBe(1);
  });
});
