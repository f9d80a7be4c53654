import { map, merge, toArray } from 'rxjs';
import type { MediaConnection } from 'rxpeer';
import { useBench } from '../support/browser/bench.js';
import { ring } from '../support/browser/couple.js';
import { canvasAndTone, fakeDevices, flows, kindsOf } from '../support/browser/media.js';
import { uniqueId } from '../support/browser/page.js';
import { count, expectOneClose, record, recordCall } from '../support/browser/record.js';
import { allClosed, next, nextError, open, until } from '../support/browser/wait.js';

const onlyAudio = (stream: MediaStream): MediaStream => new MediaStream(stream.getAudioTracks());

/** Milliseconds in which an end hears that the other one has hung up; half of what it takes to notice by itself. */
const SOON = 5_000;

/** Waits until both ends are open, and know that the other one will hear of their hanging up. */
const linked = (...calls: MediaConnection[]): Promise<unknown> =>
  until(() => calls.every((call) => call.open && call.dataChannel?.readyState === 'open'));

/** What an application does that changes a call. */
const renegotiate = async (offers?: RTCPeerConnection, answers?: RTCPeerConnection): Promise<void> => {
  await offers?.setLocalDescription();
  await answers?.setRemoteDescription(offers?.localDescription as RTCSessionDescription);
  await answers?.setLocalDescription();
  await offers?.setRemoteDescription(answers?.localDescription as RTCSessionDescription);
};

describe('a call between two RxPeers', () => {
  const bench = useBench();

  it('carries audio and video both ways, each stream told once', async () => {
    const [mine, yours] = [await fakeDevices(bench, { audio: true, video: true }), canvasAndTone(bench)];
    const { outgoing, incoming } = await ring(bench, mine);
    const told = [recordCall(outgoing), recordCall(incoming)];
    const streams = Promise.all([next(outgoing.stream$), next(incoming.stream$)]);
    incoming.answer(yours);
    const [atCaller, atCallee] = await streams;
    expect([atCaller, atCallee].map(kindsOf)).toEqual([
      ['audio', 'video'],
      ['audio', 'video'],
    ]);
    await linked(outgoing, incoming);
    for (const call of [outgoing, incoming]) {
      await flows(call.peerConnection, 'audio');
      await flows(call.peerConnection, 'video');
    }
    for (const each of told) expect([count(each, 'stream$'), count(each, 'on stream')]).toEqual([1, 1]);
    expect([outgoing.remoteStream, incoming.remoteStream]).toEqual([atCaller, atCallee]);
    expect([outgoing.localStream, incoming.localStream]).toEqual([mine, yours]);
    expect(await next(outgoing.stream$)).toBe(atCaller); // also late
  });

  it('tells a stream again that was held and is resumed, where the browser makes another one of it', async () => {
    const mine = await fakeDevices(bench, { audio: true, video: true });
    const { outgoing, incoming } = await ring(bench, mine);
    incoming.answer();
    await linked(outgoing, incoming);
    const [caller, callee] = [outgoing.peerConnection, incoming.peerConnection] as RTCPeerConnection[];
    const turn = async (direction: RTCRtpTransceiverDirection): Promise<void> => {
      for (const transceiver of caller?.getTransceivers() ?? []) transceiver.direction = direction;
      await renegotiate(caller, callee);
    };
    await turn('inactive');
    await turn('sendonly');
    await until(() => incoming.remoteStream?.getTracks().length === 2);
    expect(kindsOf(await next(incoming.stream$))).toEqual(['audio', 'video']);
  });

  it('has the same name, metadata and kind at both ends', async () => {
    const metadata = { reason: 'hello', list: [1, null] };
    const { alice, bob, outgoing, incoming } = await ring(bench, canvasAndTone(bench), { metadata });
    expect([outgoing.metadata, incoming.metadata]).toEqual([metadata, metadata]);
    expect([outgoing.type, incoming.type]).toEqual(['media', 'media']);
    expect([outgoing.peer, incoming.peer]).toEqual([bob.id, alice.id] as string[]);
    expect(outgoing.connectionId).toBe(incoming.connectionId);
    expect(alice.connections[bob.id ?? '']).toEqual([outgoing]);
    expect(bob.getConnection(alice.id ?? '', incoming.connectionId)).toBe(incoming);
  });

  it('is not open before it is answered and connected', async () => {
    const { outgoing, incoming } = await ring(bench, canvasAndTone(bench));
    expect([outgoing.open, incoming.open]).toEqual([false, false]);
    expect(incoming.peerConnection).toBeUndefined();
    incoming.answer();
    expect(incoming.open).toBe(false);
    await until(() => outgoing.open && incoming.open);
    expect(outgoing.peerConnection?.connectionState).toBe('connected');
  });

  it('is answered without a stream', async () => {
    const { outgoing, incoming } = await ring(bench, canvasAndTone(bench));
    const told = recordCall(outgoing);
    const arrives = next(incoming.stream$);
    incoming.answer();
    expect(kindsOf(await arrives)).toEqual(['audio', 'video']);
    await linked(outgoing, incoming);
    expect(told).not.toContain('stream$');
    expect([incoming.localStream, outgoing.remoteStream]).toEqual([undefined, undefined]);
  });

  it('brings video to a caller who sends audio only', async () => {
    const { outgoing, incoming } = await ring(bench, onlyAudio(canvasAndTone(bench)));
    const streams = Promise.all([next(outgoing.stream$), next(incoming.stream$)]);
    incoming.answer(canvasAndTone(bench));
    const [atCaller, atCallee] = await streams;
    expect([kindsOf(atCaller), kindsOf(atCallee)]).toEqual([['audio', 'video'], ['audio']]);
    await flows(outgoing.peerConnection, 'video');
  });

  it('brings everything to a caller who sends nothing', async () => {
    const { outgoing, incoming } = await ring(bench);
    const told = recordCall(incoming);
    const arrives = next(outgoing.stream$);
    incoming.answer(canvasAndTone(bench));
    expect(kindsOf(await arrives)).toEqual(['audio', 'video']);
    await flows(outgoing.peerConnection, 'video');
    expect(told).not.toContain('stream$');
    expect(outgoing.localStream).toBeUndefined();
  });

  it('is answered once: what is answered later changes nothing', async () => {
    const yours = canvasAndTone(bench);
    const { outgoing, incoming } = await ring(bench, canvasAndTone(bench));
    const told = recordCall(outgoing);
    incoming.answer(yours);
    incoming.answer();
    incoming.answer(canvasAndTone(bench));
    await linked(outgoing, incoming);
    expect(incoming.localStream).toBe(yours);
    expect(count(told, 'stream$')).toBe(1);
  });

  it('applies the sdpTransform of both sides, once', async () => {
    const seen: string[] = [];
    /** A bandwidth in each section (RFC 8866, section 5.8), which browsers keep as it is. */
    const limit = (name: string, kilobits: number) => (sdp: string) => {
      seen.push(name);
      return sdp.replace(/^c=.*\r\n/gm, `$&b=AS:${String(kilobits)}\r\n`);
    };
    const { outgoing, incoming } = await ring(bench, canvasAndTone(bench), { sdpTransform: limit('caller', 321) });
    incoming.answer(canvasAndTone(bench), { sdpTransform: limit('callee', 432) });
    await linked(outgoing, incoming);
    expect(seen).toEqual(['caller', 'callee']);
    expect(incoming.peerConnection?.remoteDescription?.sdp).toContain('b=AS:321');
    expect(outgoing.peerConnection?.remoteDescription?.sdp).toContain('b=AS:432');
  });

  it('takes an sdpTransform that returns nothing for one that changes nothing', async () => {
    const { outgoing, incoming } = await ring(bench, canvasAndTone(bench), { sdpTransform: () => undefined });
    incoming.answer(undefined, { sdpTransform: () => '' });
    await linked(outgoing, incoming);
    expect([outgoing.open, incoming.open]).toEqual([true, true]);
  });

  for (const side of ['outgoing', 'incoming'] as const) {
    it(`ends at both ends, once and last, when the ${side} end hangs up`, async () => {
      const calls = await ring(bench, canvasAndTone(bench));
      const { alice, bob, outgoing, incoming } = calls;
      const told = [recordCall(outgoing), recordCall(incoming)];
      const natives: (RTCPeerConnection | undefined)[] = [outgoing.peerConnection];
      incoming.answer(canvasAndTone(bench));
      natives.push(incoming.peerConnection);
      await linked(outgoing, incoming);
      const closed = Promise.all([next(outgoing.close$), next(incoming.close$)]);
      calls[side].close();
      calls[side].close();
      expect(calls[side].open).toBe(false);
      await closed;
      told.forEach(expectOneClose);
      for (const each of told) expect(count(each, 'on willCloseOnRemote')).toBe(1);
      await allClosed(...natives);
      for (const call of [outgoing, incoming]) {
        expect([call.open, call.remoteStream, call.localStream, call.peerConnection, call.dataChannel]).toEqual([
          false,
          undefined,
          undefined,
          undefined,
          undefined,
        ]);
      }
      expect([Object.keys(alice.connections), Object.keys(bob.connections)]).toEqual([[], []]);
    });
  }

  it('ends for the caller who hangs up before it is answered', async () => {
    const { outgoing } = await ring(bench, canvasAndTone(bench));
    const told = recordCall(outgoing);
    const native = outgoing.peerConnection;
    outgoing.close();
    expectOneClose(told);
    await allClosed(native);
    outgoing.close();
    expectOneClose(told);
  });

  it('ends for the one who hangs up instead of answering', async () => {
    const { incoming, bob } = await ring(bench, canvasAndTone(bench));
    const told = recordCall(incoming);
    incoming.close();
    expectOneClose(told);
    incoming.answer(canvasAndTone(bench));
    expect([incoming.open, incoming.peerConnection]).toEqual([false, undefined]);
    expect(Object.keys(bob.connections)).toEqual([]);
  });

  for (const side of ['outgoing', 'incoming'] as const) {
    it(`ends at both ends at once when the ${side} end hangs up as soon as it is open`, async () => {
      const calls = await ring(bench, canvasAndTone(bench));
      const other = side === 'outgoing' ? calls.incoming : calls.outgoing;
      const told = recordCall(other);
      calls.incoming.answer();
      const native = calls[side].peerConnection;
      native?.addEventListener('connectionstatechange', () => {
        if (calls[side].open) calls[side].close();
      });
      await next(calls[side].close$);
      await next(other.close$, SOON);
      expectOneClose(told);
      if (side === 'outgoing') expect(count(told, 'error$')).toBe(0); // a caller who is not connected yet is refused
    });
  }

  it('ends when either Peer is destroyed', async () => {
    for (const side of ['alice', 'bob'] as const) {
      const calls = await ring(bench, canvasAndTone(bench));
      calls.incoming.answer();
      await linked(calls.outgoing, calls.incoming);
      const closed = Promise.all([next(calls.outgoing.close$), next(calls.incoming.close$)]);
      calls[side].destroy();
      await closed;
      expect([calls.outgoing.open, calls.incoming.open]).toEqual([false, false]);
    }
  });

  it('leaves the streams of the application alone when it ends', async () => {
    const [mine, yours] = [canvasAndTone(bench), canvasAndTone(bench)];
    const { outgoing, incoming } = await ring(bench, mine);
    incoming.answer(yours);
    await linked(outgoing, incoming);
    outgoing.close();
    await next(incoming.close$);
    const states = [mine, yours].flatMap((stream) => stream.getTracks().map(({ readyState }) => readyState));
    expect(states).toEqual(Array(4).fill('live'));
  });

  it('fails where there is nobody to call', async () => {
    const alice = bench.peer();
    await open(alice);
    const nobody = uniqueId('nobody');
    const call = alice.call(nobody, canvasAndTone(bench));
    const all = next(
      merge(call.error$.pipe(map(({ type }): string => type)), call.close$.pipe(map(() => 'close'))).pipe(toArray()),
    );
    const told = recordCall(call);
    await nextError(alice, 'peer-unavailable');
    expect(await all).toEqual(['peer-unavailable', 'close']);
    expectOneClose(told);
  });

  it('is held for the first listener of calls', async () => {
    const [alice, bob] = [bench.peer(), bench.peer()];
    const call = alice.call(await open(bob), canvasAndTone(bench));
    await until(() => call.peerConnection?.signalingState === 'have-local-offer'); // its offer is out
    const other = alice.connect(await open(bob)); // comes after the call, so both are there when it is
    await next(bob.connection$);
    const told = record({ call$: bob.call$ });
    expect(told).toEqual(['call$']);
    expect([call.open, other.peer]).toEqual([false, bob.id ?? '']);
  });
});
