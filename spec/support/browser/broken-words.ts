import type { Library } from './libraries.js';

/** A sentence of the reference that a library does not keep. */
export interface Broken {
  readonly library: Library['name'];
  /** What it does instead. */
  readonly word: string;
  /** The breach that shows it, word for word. */
  readonly shows: string;
  /** Errors that it throws on the page meanwhile, caught by nobody. */
  readonly throws?: number;
}

/**
 * Where PeerJS 1.5.5 breaks its word: the rows of what is known of it that concern a sentence of the reference. What is
 * known of it besides (one logger a page, imports in Node, numbers in BinaryPack) the reference does not speak of, nor of what
 * happens when a tab is killed.
 */
const BROKEN_WORDS = {
  early: 'connect() before `open`: the offer is dropped when the server assigns the id or is 150 ms away (pj#652)',
  halfAlive: '`peer-unavailable` only on the Peer, the connection stays half alive (pj#924 #1281)',
  noClose: '`close` is not emitted before open',
  nothing: '`connect()`/`call()` may return `undefined`',
  everySecond: '`destroy()` and LEAVE close every second connection (array spliced while iterated)',
  leftover: '`destroy()` before the id arrives leaves a socket and a registered id',
  oldSocket: '`reconnect()` while the server holds the old socket: no OPEN, so never `open` again',
  halfOpen: 'half-open socket unnoticed; heartbeat never answered (pj#704 #769)',
  neverEmitted: '`ssl-unavailable`, `socket-closed`, `invalid-key` never emitted; wrong key comes as `server-error`',
  noMessage: 'an `Error` wrapped in `PeerError` loses its message',
  dashes: '`a--b` refused as an id though documented as allowed (pj#849)',
  perTrack: '`stream` once per track: twice for audio and video (pj#609 #639 #764 #781)',
  deadCall: '`answer()` on a dead call says `open = true`',
  noRefusal: 'a call can neither be declined nor cancelled (pj#323 #328 #542 #1035)',
  lost: "data that arrives before `.on('data')` is lost (pj#1355)",
  nulls: '`send(null)`, `send(undefined)` throw at the receiver',
  // Found with these specs.
  nullId: 'the id is `null` instead of `undefined`, and there before `open`',
  noSocketError:
    '`socket-error` is never emitted: what the socket throws is a `server-error`, or thrown by the constructor',
  neverFatal: 'no error is fatal to a Peer that has been open before, with open connections or without',
  oneName: '`binary-utf8` is called `binary` by the connection',
  noNone: '`none` throws: it is called `raw`',
} as const;

type Word = keyof typeof BROKEN_WORDS;

/** PeerJS breaks it; `shows` is the breach. */
export const brokenByPeerJs = (word: Word, shows: string, throws?: number): Broken => ({
  library: 'peerjs',
  word: BROKEN_WORDS[word],
  shows,
  ...(throws !== undefined && { throws }),
});
