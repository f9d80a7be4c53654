import { firstValueFrom, lastValueFrom, tap } from 'rxjs';
import { createPeerConnection } from '../../lib/browser/peer-connection.js';
import { UNSAID_MESSAGE_BYTES } from '../../lib/core/constants.js';
import type { Description } from '../../lib/ports/peer-connection.js';
import { useBench } from '../support/browser/bench.js';
import { canvasAndTone, kindsOf } from '../support/browser/media.js';
import { channelPair, nativePair, negotiatePair } from '../support/browser/native-pair.js';
import { record } from '../support/browser/record.js';
import { allClosed, next, until } from '../support/browser/wait.js';
import { peerConnectionContract } from '../support/contracts/peer-connection-contract.js';

describe('createPeerConnection', () => {
  const bench = useBench();

  const pair = () => {
    const made = nativePair();
    bench.after(made.end);
    return made;
  };

  it('throws what the constructor throws', () => {
    expect(() => createPeerConnection({ iceServers: [{ urls: 'nonsense:' }] })).toThrow();
  });

  it('does nothing until it is subscribed to', () => {
    const { caller } = pair();
    caller.createChannel('idle', { ordered: true });
    caller.describe('offer');
    caller.applyRemote({ type: 'offer', sdp: '' });
    expect(caller.native.signalingState).toBe('stable');
    expect(caller.native.localDescription).toBeNull();
  });

  it('makes and applies descriptions', async () => {
    const { caller, callee } = pair();
    caller.createChannel('described', { ordered: true });
    const offer = await firstValueFrom(caller.describe('offer'));
    expect(offer).toEqual({ type: 'offer', sdp: jasmine.stringContaining('webrtc-datachannel') });
    await firstValueFrom(callee.applyRemote(offer));
    expect(await firstValueFrom(callee.describe('answer'))).toEqual({
      type: 'answer',
      sdp: jasmine.stringContaining('webrtc-datachannel'),
    });
  });

  it('tells an offer that it has prepared before it is applied', async () => {
    const { caller } = pair();
    const makes = spyOn(caller.native, 'createOffer').and.callThrough();
    caller.prepareOffer();
    await makes.calls.mostRecent().returnValue;
    expect([caller.native.signalingState, caller.native.localDescription]).toEqual(['stable', null]);
    caller.createChannel('prepared', { ordered: true });
    const told: unknown[] = [];
    await lastValueFrom(
      caller.describe('offer').pipe(tap((offer) => told.push(offer, caller.native.localDescription))),
    );
    expect(told).toEqual([{ type: 'offer', sdp: jasmine.stringContaining('webrtc-datachannel') }, null]);
    expect(caller.native.signalingState).toBe('have-local-offer');
  });

  it('applies descriptions as they were changed, and emits them so', async () => {
    const { caller, callee } = pair();
    caller.createChannel('changed', { ordered: true });
    const change = ({ type, sdp }: Description): Description => ({
      type,
      sdp: sdp.replace(/^s=.*$/m, 's=changed'),
    });
    const offer = await firstValueFrom(caller.describe('offer', change));
    expect(offer).toEqual({ type: 'offer', sdp: jasmine.stringContaining('s=changed') });
    await firstValueFrom(callee.applyRemote(offer));
    const answer = await firstValueFrom(callee.describe('answer', change));
    expect(answer).toEqual({ type: 'answer', sdp: jasmine.stringContaining('s=changed') });
    await firstValueFrom(caller.applyRemote(answer));
    expect(caller.native.signalingState).toBe('stable');
  });

  it('tells no candidates that are of no use to the other side', async () => {
    const { caller } = pair();
    caller.createChannel('candidates', { ordered: true });
    const all: string[] = [];
    const told: string[] = [];
    caller.native.addEventListener('icecandidate', ({ candidate }) => all.push(candidate?.candidate ?? ''));
    caller.candidate$.subscribe(({ candidate = '' }) => told.push(candidate));
    await firstValueFrom(caller.describe('offer'));
    await until(() => caller.native.iceGatheringState === 'complete' && all.includes(''));
    expect(told).toEqual(all.filter((candidate) => candidate !== '' && !candidate.includes('tcptype active')));
  });

  it('errors where the platform rejects', async () => {
    const { caller } = pair();
    const nonsense = { type: 'offer', sdp: 'nonsense' } as const;
    for (const step$ of [
      caller.describe('offer', () => nonsense),
      caller.applyRemote(nonsense),
      caller.describe('answer', (answer) => answer),
      caller.addCandidate({ candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host', sdpMid: '0' }),
    ]) {
      await expectAsync(firstValueFrom<unknown>(step$)).toBeRejectedWithError();
    }
  });

  it('tells candidates as they travel, without the empty one', async () => {
    const both = pair();
    const candidates: RTCIceCandidateInit[] = [];
    both.caller.candidate$.subscribe((candidate) => candidates.push(candidate));
    both.caller.createChannel('candidates', { ordered: true });
    await negotiatePair(both);
    await until(() => both.caller.native.iceGatheringState === 'complete');
    expect(candidates.length).toBeGreaterThan(0);
    for (const candidate of candidates) {
      expect(Object.getPrototypeOf(candidate)).toBe(Object.prototype);
      expect(candidate.candidate).toContain('candidate:');
      expect(typeof candidate.sdpMid).toBe('string');
      expect(candidate.sdpMLineIndex).toBe(0);
    }
  });

  it('tells its states from the current one on', async () => {
    const both = pair();
    expect(await next(both.caller.iceState$)).toBe('new');
    expect(await next(both.caller.state$)).toBe('new');
    both.caller.createChannel('states', { ordered: true });
    const states: string[] = [];
    both.caller.state$.subscribe((state) => states.push(state));
    await negotiatePair(both);
    await until(() => states.includes('connected'));
    expect(states[0]).toBe('new');
    expect(await next(both.caller.state$)).toBe('connected');
    expect(['connected', 'completed']).toContain(await next(both.caller.iceState$));
  });

  it('opens channels with what they were given, and tells those of the other side', async () => {
    for (const ordered of [true, false]) {
      const { here, there, end } = await channelPair({ ordered });
      bench.after(end);
      expect(here.native.ordered).toBe(ordered);
      expect(there.native.ordered).toBe(ordered);
      expect(there.native.label).toBe('pair');
      expect(there.native.maxRetransmits).toBeNull();
    }
  });

  it('knows how large a message may be once both sides have agreed', async () => {
    const both = pair();
    expect(both.caller.maxMessageSize()).toBe(UNSAID_MESSAGE_BYTES);
    both.caller.createChannel('sizes', { ordered: true });
    await negotiatePair(both);
    expect(both.caller.maxMessageSize()).toBeGreaterThan(UNSAID_MESSAGE_BYTES);
  });

  it('sends a stream, which arrives once, however many tracks it has', async () => {
    const both = pair();
    const arrived: MediaStream[] = [];
    both.callee.stream$.subscribe((stream) => arrived.push(stream));
    both.caller.addStream(canvasAndTone(bench), 'both-kinds');
    await negotiatePair(both);
    await until(() => both.callee.native.getReceivers().length === 2);
    expect(arrived.map(kindsOf)).toEqual([['audio', 'video']]);
  });

  it('makes a stream of a track that belongs to none', async () => {
    const both = pair();
    const stream = next(both.callee.stream$);
    for (const track of canvasAndTone(bench).getVideoTracks()) both.caller.native.addTrack(track);
    await negotiatePair(both);
    expect(kindsOf(await stream)).toEqual(['video']);
  });

  it('offers to receive what it does not send', async () => {
    const { caller } = pair();
    caller.addStream(new MediaStream(canvasAndTone(bench).getAudioTracks()), 'both-kinds');
    const directions = caller.native
      .getTransceivers()
      .map(({ direction, receiver }) => [receiver.track.kind, direction]);
    expect(directions).toEqual([
      ['audio', 'sendrecv'],
      ['video', 'recvonly'],
    ]);
  });

  it('adds nothing of its own to an answer', () => {
    const { callee } = pair();
    callee.addStream(undefined, 'as-offered');
    expect(callee.native.getTransceivers()).toEqual([]);
  });

  it('opens its lifeline once, on stream 100, where nothing is kept in order, and everything arrives', () => {
    const { caller } = pair();
    const made = spyOn(RTCPeerConnection.prototype, 'createDataChannel').and.callThrough();
    caller.openLifeline();
    caller.openLifeline();
    expect(made.calls.count()).toBe(1);
    const { negotiated, id, ordered, maxRetransmits } = made.calls.mostRecent().returnValue;
    expect({ negotiated, id, ordered, maxRetransmits }).toEqual({
      negotiated: true,
      id: 100,
      ordered: false,
      maxRetransmits: null,
    });
  });

  it('asks on its lifeline only when what it asked last has been sent', async () => {
    const both = pair();
    const made = spyOn(RTCPeerConnection.prototype, 'createDataChannel').and.callThrough();
    const { ask } = both.caller.openLifeline();
    const lifeline = made.calls.mostRecent().returnValue;
    await negotiatePair(both);
    await until(() => lifeline.readyState === 'open');
    const sent = spyOn(lifeline, 'send').and.callThrough();
    ask();
    ask(); // what is sent counts as buffered until the turn is over (W3C WebRTC, section 6.2)
    expect(sent.calls.count()).toBe(1);
    await until(() => lifeline.bufferedAmount === 0);
    ask();
    expect(sent.calls.count()).toBe(2);
  });

  it('closes, any number of times, and tells nothing any more', async () => {
    const both = pair();
    both.caller.createChannel('closing', { ordered: true });
    await negotiatePair(both);
    const { caller, callee } = both;
    await next(caller.state$);
    // Whoever closes has unsubscribed: what the platform was about to tell it may still tell, as Firefox does its candidates.
    await until(() => caller.native.iceGatheringState === 'complete');
    const told = record({
      candidate$: caller.candidate$,
      channel$: caller.channel$,
      stream$: caller.stream$,
    });
    caller.close();
    caller.close();
    await allClosed(caller.native);
    callee.close();
    expect(told).toEqual([]);
  });

  peerConnectionContract('An RTCPeerConnection', {
    create: () => createPeerConnection({ iceServers: [] }),
    createStream: () => canvasAndTone(bench),
  });
});
