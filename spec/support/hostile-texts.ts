import { damaged } from './damaged.js';
import type { Random } from './random.js';

/** What exists, and what a server that is up to no good may therefore speak of. */
export interface Known {
  /** Connections, by who is at the other end; not only open ones. */
  readonly connections: readonly { readonly peer: string; readonly connectionId: string }[];
  /** The id of the Peer that is told all this. */
  readonly own: string;
  /** Descriptions that can be read. */
  readonly descriptions: readonly string[];
  /** What servers have really said. */
  readonly originals: readonly string[];
}

/** Names that are something else in JavaScript, in a URL, in JSON, or in UTF-16. */
export const AWKWARD_NAMES: readonly string[] = [
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype', 'then', 'length', 'null', 'undefined', 'NaN', '0', '-1', ' ', '', '.', '..', '../..', 'a/b', 'a\\b', 'a?b=c', 'a#b', 'a&id=b',
  'a%2Fb', '%', '%00', 'a"b', "a'b", 'a`b', '"};{"', 'a\nb', 'a\r\nb', '\0', 'a\tb', '\u2028', '\uFEFF', 'ümlaut', '世界', '🎉', '👩‍👩‍👧‍👦',
  '\uD800', '\uDFFF', 'a\uDC00b', '‮abc', 'x'.repeat(1_024), 'x'.repeat(1_025),
]; // prettier-ignore

const NOT_JSON: readonly string[] = [
  '', ' ', 'null', 'undefined', 'NaN', 'OPEN', '{', '}', '[]', '[{"type":"OPEN"}]', '{"type":"OPEN"', '{"type":"OPEN"}}', "{'type':'OPEN'}",
  '\0', '\uD800', '{"type":"\\u"}', '['.repeat(5_000), '{"a":'.repeat(5_000), '{"__proto__":{"type":"LEAVE","src":"alice"}}',
  '{"type":"LEAVE","__proto__":{"src":"alice"}}',
]; // prettier-ignore

const STRANGERS = ['eve', 'mallory', 'trudy'];
const TYPES = [
  'OFFER',
  'ANSWER',
  'CANDIDATE',
  'LEAVE',
  'EXPIRE',
  'OPEN',
  'ERROR',
  'ID-TAKEN',
  'INVALID-KEY',
  'HEARTBEAT',
];
const SERIALIZATIONS = ['binary', 'binary-utf8', 'json', 'raw', 'none'];

/** An object whose keys are its own, `__proto__` too. */
const object = (entries: readonly (readonly [string, unknown])[]): unknown => Object.fromEntries(entries);

const POLLUTION = object([['__proto__', { polluted: true, src: 'eve' }]]);

const MISFITS: readonly unknown[] = [
  undefined, null, true, false, 0, -1, 1.5, 1e308, 65_536, '', [], {}, [null], ['a'], [[]], POLLUTION, [POLLUTION],
  { toString: null, valueOf: 1, constructor: 'x', hasOwnProperty: 7, then: true }, 'x'.repeat(70_000),
]; // prettier-ignore

/** What a server says that is broken, hostile, or both; and, now and then, what it says in good order. */
export class HostileTexts {
  readonly #random: Random;
  readonly #known: Known;

  constructor(random: Random, known: Known) {
    this.#random = random;
    this.#known = known;
  }

  next(): string {
    switch (this.#random.next(8)) {
      case 0:
        return this.#random.pick(NOT_JSON);
      case 1:
      case 2:
        return this.#damaged(this.#random.pick(this.#known.originals));
      case 3:
        return this.#damaged(JSON.stringify(this.#message()));
      default:
        return JSON.stringify(this.#message());
    }
  }

  #message(): unknown {
    const type = this.#chance(20) ? this.#random.pick(AWKWARD_NAMES) : this.#random.pick(TYPES);
    const connection = this.#random.pick(this.#known.connections);
    const [peer, connectionId] = this.#chance(2)
      ? [connection.peer, connection.connectionId]
      : [this.#peer(), this.#chance(2) ? connection.connectionId : `dc_${String(this.#random.next(1_000))}`];
    return object([
      ['type', this.#mostly(type)],
      ['src', this.#mostly(peer)],
      ['payload', this.#mostly(this.#payload(type, connectionId))],
      ...this.#extras(),
    ]);
  }

  #payload(type: string, connectionId: string): unknown {
    const common = [
      ['connectionId', this.#mostly(connectionId)],
      ['type', this.#mostly(this.#random.pick(['data', 'media']))],
      ...this.#extras(),
    ] as const;
    switch (type) {
      case 'OFFER':
        return object([
          ...common,
          ['sdp', this.#mostly(this.#description('offer'))],
          ['metadata', this.#random.pick(MISFITS)],
          ['label', this.#mostly(this.#random.pick(AWKWARD_NAMES))],
          ['reliable', this.#mostly(true)],
          ['serialization', this.#mostly(this.#random.pick(this.#chance(4) ? AWKWARD_NAMES : SERIALIZATIONS))],
        ]);
      case 'ANSWER':
        return object([...common, ['sdp', this.#mostly(this.#description('answer'))]]);
      case 'CANDIDATE':
        return this.#chance(4)
          ? object([...common, ['rxpeer', this.#mostly(this.#close(connectionId))]])
          : object([...common, ['candidate', this.#mostly(this.#candidate())]]);
      default:
        return object([...common, ['msg', this.#random.pick(AWKWARD_NAMES)]]);
    }
  }

  #description(type: string): unknown {
    const texts = this.#chance(2) ? ['nonsense', 'v=0', '\0', 'x'.repeat(10_000)] : this.#known.descriptions;
    return object([['type', this.#mostly(type)], ['sdp', this.#mostly(this.#random.pick(texts))], ...this.#extras()]);
  }

  #candidate(): unknown {
    return object([
      ['candidate', this.#mostly(this.#chance(2) ? 'nonsense' : 'candidate:1 1 udp 1 192.0.2.1 9 typ host')],
      ['sdpMid', this.#mostly('0')],
      ['sdpMLineIndex', this.#mostly(this.#random.next(70_000))],
      ['usernameFragment', this.#mostly('abcd')],
      ...this.#extras(),
    ]);
  }

  #close(connectionId: string): unknown {
    return object([
      ['version', this.#mostly(1)],
      ['close', this.#mostly(connectionId)],
      ['reason', this.#mostly(this.#random.pick(AWKWARD_NAMES))],
      ...this.#extras(),
    ]);
  }

  #peer(): string {
    const { own, connections } = this.#known;
    return this.#random.pick([
      ...STRANGERS,
      own,
      this.#random.pick(connections).peer,
      this.#random.pick(AWKWARD_NAMES),
    ]);
  }

  /** Keys that nobody asked for. */
  #extras(): readonly (readonly [string, unknown])[] {
    const claims = [1, '1', -1, 1e308, null, {}].map((version): readonly [string, unknown] => ['rxpeer', { version }]);
    if (this.#chance(4)) return [this.#random.pick(claims)];
    return this.#chance(8) ? [[this.#random.pick(AWKWARD_NAMES), this.#random.pick(MISFITS)]] : [];
  }

  /** Something as it should be, or, in one of ten cases, not. */
  #mostly(value: unknown): unknown {
    if (!this.#chance(10)) return value;
    return this.#random.pick(this.#chance(2) ? MISFITS : AWKWARD_NAMES);
  }

  /** Torn, holed, spoilt or spliced, up to three times. */
  #damaged(text: string): string {
    const result = damaged(text, this.#random, this.#known.originals);
    return this.#chance(3) ? this.#damaged(result) : result;
  }

  #chance(oneIn: number): boolean {
    return this.#random.next(oneIn) === 0;
  }
}
