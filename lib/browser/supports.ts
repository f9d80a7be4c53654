import { DEFAULT_CONFIG } from '../core/constants.js';
import type { Capabilities } from '../ports/environment.js';
import { type Browser, browserOf, UNSUPPORTED } from './browser-of.js';
import { newPeerConnection } from './new-peer-connection.js';

/** What the browser can do, as `util.supports` documents it. */
export interface Supports extends Capabilities {
  /** Whether this browser is one that is known to work. */
  readonly browser: boolean;
  /** Whether there is an RTCPeerConnection at all. */
  readonly webRTC: boolean;
  /** Whether media streams and peer connections work. */
  readonly audioVideo: boolean;
  /** Whether data channels and peer connections work. */
  readonly data: boolean;
  /** Whether data channels carry bytes. */
  readonly binary: boolean;
  /** Whether data channels can deliver Blobs. */
  readonly binaryBlob: boolean;
  /** Whether data channels can be reliable. */
  readonly reliable: boolean;
}

const NOTHING: Supports = {
  browser: false,
  webRTC: false,
  audioVideo: false,
  data: false,
  binary: false,
  binaryBlob: false,
  reliable: false,
};

const hasWebRtc = (): boolean => typeof RTCPeerConnection !== 'undefined';

/** Which browser this is: firefox, chrome, safari, edge, or one of two ways to say no. */
export const browserHere = (): Browser => {
  if (typeof window === 'undefined') return { name: 'Not a browser.', version: 0 };
  return hasWebRtc() ? browserOf(navigator.userAgent) : UNSUPPORTED;
};

/**
 * Whether it is one of those browsers, and has the language that RxPeer is written in: of ES2022 this came last (Chrome and Edge
 * 93, Firefox 92, Safari 15.4). Asked for by itself, because Safari does not tell its version, nor do others on an iPhone.
 */
const isKnownBrowser = (): boolean => browserHere().version > 0 && 'hasOwn' in Object;

const whatChannelsCan = (peerConnection: RTCPeerConnection): Partial<Supports> => {
  try {
    const channel = peerConnection.createDataChannel('supports', { ordered: true });
    return {
      data: true,
      binary: delivers(channel, 'arraybuffer'),
      binaryBlob: delivers(channel, 'blob'),
      reliable: channel.ordered,
    };
  } catch {
    return {}; // there are none
  }
};

/** Tries it out: opens a peer connection and a channel, and closes both. What cannot be opened is not supported. */
export const detectSupports = (): Supports => {
  if (!hasWebRtc()) return NOTHING;
  const known = { ...NOTHING, browser: isKnownBrowser(), webRTC: true };
  try {
    const peerConnection = newPeerConnection(DEFAULT_CONFIG);
    const audioVideo = typeof peerConnection.addTrack === 'function';
    const supports = { ...known, audioVideo, ...whatChannelsCan(peerConnection) };
    peerConnection.close();
    return supports;
  } catch {
    return known; // no more of them can be made
  }
};

/** Whether bytes can come in this form. A browser that cannot throws, or keeps what it had. */
const delivers = (channel: RTCDataChannel, form: BinaryType): boolean => {
  try {
    channel.binaryType = form;
  } catch {
    return false;
  }
  return (channel.binaryType as string) === form;
};

/** What a Peer needs to know before it starts, without opening anything. */
export const capabilities = (): Capabilities => ({ data: hasWebRtc(), audioVideo: hasWebRtc() });
