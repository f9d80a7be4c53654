// Numbers with a name, a unit and a reason. Everything here that concerns the wire is also in PROTOCOL.md.

/** Host of the public PeerServer, the documented default of `host`. */
export const CLOUD_HOST = '0.peerjs.com';

/** Port of the public PeerServer, the documented default of `port`. */
export const CLOUD_PORT = 443;

/** API key that a stock PeerServer expects, the documented default of `key`. */
export const DEFAULT_KEY = 'peerjs';

/**
 * Milliseconds between two HEARTBEATs, the documented default of `pingInterval`. A stock server drops a client after 90 s of
 * silence, after 60 s where it runs from its command line.
 */
export const DEFAULT_PING_INTERVAL = 5_000;

/** Longest wait, in milliseconds, that timers of the platform can do (HTML, timers: signed 32 bits); past it they fire at once. */
export const LONGEST_WAIT = 2_147_483_647;

/** The PeerJS release whose wire RxPeer speaks; sent to the server as `version`. */
export const WIRE_VERSION = '1.5.5';

/** Configuration of every RTCPeerConnection unless the application gives its own: the reference's default. */
export const DEFAULT_CONFIG: RTCConfiguration & { iceServers: RTCIceServer[]; sdpSemantics: string } = {
  iceServers: [{ urls: 'stun:stun.l.google.com:19302' }],
  sdpSemantics: 'unified-plan',
};

/**
 * Bytes of the largest frame, chunk header included, where both ends can take it. 256 KiB is what Chromium takes at most
 * (`a=max-message-size`), and carries a tenth more a second than 64 KiB (bench/RESULTS.md).
 */
export const MAX_FRAME_BYTES = 256 * 1024;

/** Bytes that everybody takes who does not say otherwise (RFC 8841, section 6.1). */
export const UNSAID_MESSAGE_BYTES = 64 * 1024;

/** Bytes that the header of a chunk takes at most: four keys, three numbers and the size of its data. */
export const CHUNK_HEADER_BYTES = 64;

/**
 * Bytes of an encoded value above which PeerJS cuts it, and so does RxPeer for PeerJS. Also the payload of a chunk that a
 * codec of the application's writes, which may add more than we know.
 */
export const CHUNK_BYTES = 16_300;

/**
 * Bytes up to which messages to RxPeer are small, so that several of them travel in one frame where they have to wait, and
 * bytes of such a frame. A frame costs the platform some 15 µs, whatever is in it.
 */
export const SMALL_MESSAGE_BYTES = 2 * 1024;
export const BATCH_BYTES = 16 * 1024;

/** Bytes of one message of a stream, as PeerJS cuts its MessagePack. */
export const STREAM_PIECE_BYTES = 32 * 1024;

/**
 * Milliseconds between two looks at values that are half there. One for which nothing has come in two of them, while
 * something else has, is given up: its rest is lost.
 */
export const HALF_MESSAGE_CHECK = 30_000;

/**
 * Bytes of `bufferedAmount` above which sending pauses, and at which it goes on (`bufferedAmountLowThreshold`). What is filled
 * up in one go is, as it seems, lost in one go where the receiver has no room for it, and costs seconds: on loopback Chromium
 * carries 24,400 objects of 0.9 KB a second with 64 and 32 KiB, 18,300 with 128 and 64, 13,600 with 256 and 64, where every
 * fourth transfer stalls (bench/RESULTS.md, "pacing"). Large messages do not care: each goes out when the one before it has.
 */
export const HIGH_WATER_MARK = 64 * 1024;
export const LOW_WATER_MARK = 32 * 1024;

/**
 * Bytes after which an RxPeer tells the other one anew how many have come. Small next to what may be under way, and large next
 * to what telling takes.
 */
export const REPORT_BYTES = 16 * 1024;

/**
 * Bytes that may be under way to an RxPeer at first, and at most. The first is what a slow line (3 Mbit/s) and its queue of
 * 200 ms hold. The most keeps well below the 16 MiB at which Chromium drops all that comes to a busy page, also where a
 * character of text, counted as one, takes three bytes; and is what 40 MiB/s need over 100 ms.
 */
export const FIRST_WINDOW = 64 * 1024;
export const LARGEST_WINDOW = 4 * 1024 ** 2;

/**
 * Milliseconds that a flushed connection waits for the other side to close, or to say anything, from when its channel is at the
 * low water mark.
 */
export const FLUSH_GRACE = 10_000;

/**
 * Milliseconds from its opening in which a channel is not closed to end a flush. Chromium (156) drops what has come for a
 * channel that the other end closes before the page has taken it over: of 12 that were sent to and closed as they opened none
 * delivered, where RFC 8831, section 6.7, has it that all do. 20 ms are enough where nothing else happens; a page that is still
 * loading may take some hundreds. Where the last packet of the SCTP handshake is lost the channel is `connecting` there for one
 * second, until it comes again, and for three where it is lost twice (RFC 9260, section 5.1).
 */
export const CHANNEL_SETTLING = 4_000;

/** Largest message, in bytes, that is accepted, in one frame or put together from chunks, unless `limits.message` says otherwise. */
export const DEFAULT_MESSAGE_LIMIT = 256 * 1024 * 1024;

/** Bytes of messages held for the first listener of `data` unless `limits.early` says otherwise. */
export const DEFAULT_EARLY_LIMIT = 16 * 1024 * 1024;

/** Incoming connections or calls held for the first listener; more than anyone leaves unanswered on purpose. */
export const EARLY_CONNECTIONS = 256;

/** ICE candidates kept until the description they belong to is there. A host with many interfaces has some dozens. */
export const EARLY_CANDIDATES = 256;

/**
 * Milliseconds that the addresses of this machine are held before they are sent, counted from the first of them; but for the
 * first one of the side that offers, which is sent at once. Where that one can be reached, on the same machine or network,
 * it leads to a path within that time (bench/RESULTS.md, "connect to open"), and then nothing but work comes of the others:
 * taking one in stops the page and the browser's network thread, in the middle of the handshakes. Where one of them is needed
 * a few milliseconds do not matter, and what leads further than the own network is not held.
 */
export const CANDIDATE_HOLD = 15;

/** Milliseconds that they are held once there is a path, which they can only better. */
export const ALTERNATIVE_HOLD = 250;

/**
 * Milliseconds after a Peer or a connection has opened, or a connection has closed, until a peer connection is made for the
 * next one. What the application does about it goes first: making one stops the page for 1 to 3 ms.
 */
export const SPARE_DELAY = 10;

/** Signals kept for connections whose OFFER has not come yet, over all connections, and for how many milliseconds. */
export const STRAY_SIGNALS = 256;
export const STRAY_SIGNAL_LIFETIME = 10_000;

/** Connections of others that are over and still known, so that an OFFER which comes once more does not bring one back. */
export const RECENT_CONNECTIONS = 256;

/** Messages to the server kept while it is out of reach. Offers and candidates of some dozens of connections fit. */
export const PENDING_SIGNALS = 1_024;

/** Milliseconds that `openConnection` gives a connection to open, whatever keeps it. */
export const DEFAULT_OPEN_TIMEOUT = 30_000;

/**
 * Milliseconds that the server may take to give an id, to list its peers, and, from the opening of the socket, to know us. One
 * that is there needs a few round trips; one that is stalled takes the connection and says nothing, for ever.
 */
export const SESSION_PATIENCE = 20_000;

/** Milliseconds that an attempt to reach the server has, when the page wakes, before it is taken to hang: some round trips. */
export const ATTEMPT_GRACE = 2_000;

/**
 * Milliseconds of beats, one beat at least, without a text from a server that hands echoes back, and milliseconds of grace
 * after them, until its socket is dead. A network that stalls and goes on, or hands texts on in heaps, takes less.
 */
export const SILENCE_LEAST = 5_000;
export const SILENCE_GRACE = 2_000;

/**
 * Milliseconds that a connection may take from its OFFER (a call: from its ANSWER) until it is open, while the server is
 * there. Twice what ICE needs to give up by itself.
 */
export const NEGOTIATION_PATIENCE = 30_000;

/** Milliseconds without a sign of life after which a connection is over, unless `liveness` says otherwise. */
export const DEFAULT_LIVENESS = 10_000;

/**
 * How often one looks, in that time and in other waits for somebody else. So many looks in a row at nothing are the end, and
 * one that comes late, because the page slept, is no more than one.
 */
export const LOOKS = 8;

/**
 * Milliseconds that `liveness` is at least towards PeerJS, which cannot be asked: there is only what ICE checks by itself,
 * every 2.5 s in Chromium and about every 5 s in Firefox.
 */
export const UNASKED_LIVENESS = 10_000;

/** Stream of the lifeline (RFC 8831, section 6.4). PeerJS opens one channel a connection, so its streams are 0 and 1; Firefox has 256 of them. */
export const LIFELINE_STREAM = 100;

/** The first wait of `backoff`, and the longest, in milliseconds, before jitter; and by how much each is longer than the one before. */
export const BACKOFF_FIRST = 1_000;
export const BACKOFF_LONGEST = 30_000;
export const BACKOFF_FACTOR = 2;

/** Characters of a reason given to `close` that travel. */
export const REASON_LENGTH = 1_024;
