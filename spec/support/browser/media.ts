import type { Bench } from './bench.js';
import { until } from './wait.js';

/** A stream of the browser's fake devices, given back after the spec. */
export const fakeDevices = async (bench: Bench, constraints: MediaStreamConstraints): Promise<MediaStream> => {
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  bench.after(() => {
    for (const track of stream.getTracks()) track.stop();
  });
  return stream;
};

/** Frames a second of the painted stream. */
const FRAME_RATE = 20;

/** A stream that needs no device: a canvas that is painted, and a tone. */
export const canvasAndTone = (bench: Bench): MediaStream => {
  const canvas = document.createElement('canvas');
  const paint = canvas.getContext('2d');
  const painting = setInterval(() => {
    if (!paint) return;
    paint.fillStyle = `hsl(${String(Math.floor(Math.random() * 360))} 80% 50%)`;
    paint.fillRect(0, 0, canvas.width, canvas.height);
  }, 1_000 / FRAME_RATE);
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const sink = audio.createMediaStreamDestination();
  tone.connect(sink);
  tone.start();
  const stream = new MediaStream([...canvas.captureStream(FRAME_RATE).getTracks(), ...sink.stream.getTracks()]);
  bench.after(() => {
    clearInterval(painting);
    for (const track of stream.getTracks()) track.stop();
    void audio.close();
  });
  return stream;
};

/** The kinds of a stream's tracks, in alphabetical order. */
export const kindsOf = (stream: MediaStream): string[] =>
  stream
    .getTracks()
    .map(({ kind }) => kind)
    .sort();

interface Stats {
  readonly type: string;
  readonly kind?: string;
  readonly bytesReceived?: number;
}

const statsOf = async (peerConnection: RTCPeerConnection | undefined): Promise<readonly Stats[]> =>
  [...((await peerConnection?.getStats()) ?? new Map<string, unknown>()).values()] as Stats[];

/** Waits until bytes of a kind of media have arrived. */
export const flows = (peerConnection: RTCPeerConnection | undefined, kind: 'audio' | 'video'): Promise<unknown> =>
  until(async () =>
    (await statsOf(peerConnection)).some(
      (each) => each.type === 'inbound-rtp' && each.kind === kind && (each.bytesReceived ?? 0) > 0,
    ),
  );

/** Waits until the other side reports what it gets of our media. */
export const isHeard = (peerConnection: RTCPeerConnection | undefined): Promise<unknown> =>
  until(async () => (await statsOf(peerConnection)).some(({ type }) => type === 'remote-inbound-rtp'));
