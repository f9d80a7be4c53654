import type { OutgoingFrame } from '../../lib/ports/data-channel.js';
import { frameBytes } from '../../lib/serialization/frame-bytes.js';

describe('frameBytes', () => {
  const halves = ['\ud800', 'a\udfffb', '\udc00\ud800', '\ud800\ud800\udc00'];
  it.each(['', 'abc', 'é', '世界', 'a😀b', '\u007f\u0080\u07ff\u0800\uffff', ...halves])(
    'counts the UTF-8 of %j',
    (text) => {
      expect(frameBytes(text)).toBe(new TextEncoder().encode(text).byteLength);
    },
  );

  it('counts bytes of buffers, views and Blobs', () => {
    expect(frameBytes(new ArrayBuffer(5))).toBe(5);
    expect(frameBytes(new Uint16Array(4).subarray(1))).toBe(6);
    expect(frameBytes(new Blob(['ab', 'c']))).toBe(3);
  });

  it('refuses memory that the channel does not take', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(4)) as unknown as OutgoingFrame;
    const resizable = new (ArrayBuffer as unknown as new (size: number, options: object) => ArrayBuffer)(4, {
      maxByteLength: 8,
    });
    for (const frame of [shared, resizable, new Uint8Array(resizable)]) {
      expect(() => frameBytes(frame)).toThrow('shared or resizable');
    }
  });

  it('refuses what is no frame', () => {
    expect(() => frameBytes(undefined as unknown as OutgoingFrame)).toThrow('neither text nor bytes');
  });
});
