import { REASON_LENGTH } from '../../lib/core/constants.js';
import {
  answerMessage,
  candidateMessage,
  closeMessage,
  echoMessage,
  heartbeatMessage,
  isEcho,
  leaveMessage,
  offerMessage,
  OWN_EXTENSIONS,
  serializeMessage,
} from '../../lib/signalling/messages.js';
import { parseServerMessage } from '../../lib/signalling/parse-server-message.js';
import { texts } from '../support/captures.js';

/** What a PeerJS sent, and the same with what RxPeer adds to it. */
const captured = (part: string) => {
  const [text = ''] = texts('client->server', part);
  const message = JSON.parse(text);
  return { text, message, own: { ...message, payload: { ...message.payload, rxpeer: OWN_EXTENSIONS } } };
};

/** As the server relays it. */
const relayed = (text: string, src: string) => {
  const { type, dst, payload } = JSON.parse(text);
  return parseServerMessage(JSON.stringify({ type, src, dst, payload }));
};

describe('messages to the server', () => {
  it('are what PeerJS sends: HEARTBEAT', () => {
    expect(serializeMessage(heartbeatMessage())).toBe(texts('client->server', '"HEARTBEAT"}')[0]);
  });

  it('are what PeerJS sends, letter by letter, and rxpeer: OFFER of data', () => {
    const { message, own } = captured('"label":"chat"');
    const built = offerMessage({
      dst: 'bob',
      connection: 'data',
      connectionId: 'dc_5hxkiaoih88',
      description: message.payload.sdp,
      metadata: { room: 1 },
      label: 'chat',
      reliable: true,
      serialization: 'binary',
    });
    expect(serializeMessage(built)).toBe(JSON.stringify(own));
  });

  it('are what PeerJS sends, letter by letter, and rxpeer: OFFER of data without metadata', () => {
    const { message, own } = captured('"serialization":"json"');
    const built = offerMessage({
      dst: 'bob',
      connection: 'data',
      connectionId: message.payload.connectionId,
      description: message.payload.sdp,
      metadata: undefined,
      label: message.payload.label,
      reliable: false,
      serialization: 'json',
    });
    expect(serializeMessage(built)).toBe(JSON.stringify(own));
  });

  it('are what PeerJS sends, letter by letter, and rxpeer: OFFER of media', () => {
    const { message, own } = captured('"type":"media","connectionId":"mc_dpkg4jmrry","metadata"');
    const built = offerMessage({
      dst: 'bob',
      connection: 'media',
      connectionId: 'mc_dpkg4jmrry',
      description: message.payload.sdp,
      metadata: { k: 1 },
      label: 'not for calls',
      reliable: true,
    });
    expect(serializeMessage(built)).toBe(JSON.stringify(own));
  });

  it('are what PeerJS sends, letter by letter, and rxpeer: ANSWER', () => {
    const { message, own } = captured('"ANSWER"');
    const { dst, payload } = message;
    const built = answerMessage({
      dst,
      connection: payload.type,
      connectionId: payload.connectionId,
      description: payload.sdp,
    });
    expect(serializeMessage(built)).toBe(JSON.stringify(own));
  });

  it('are what PeerJS sends, letter by letter: CANDIDATE', () => {
    const { message, text } = captured('"usernameFragment":"pZ7W"');
    const { dst, payload } = message;
    const built = candidateMessage({
      dst,
      connection: payload.type,
      connectionId: payload.connectionId,
      candidate: payload.candidate,
    });
    expect(serializeMessage(built)).toBe(text);
  });

  it('are understood at the other end', () => {
    const offer = {
      connection: 'data',
      connectionId: 'dc_1',
      description: { type: 'offer', sdp: 'v=0' },
      metadata: [1],
      label: 'l',
      reliable: true,
      serialization: 'json',
    } as const;
    expect(relayed(serializeMessage(offerMessage({ dst: 'bob', ...offer })), 'alice')).toEqual({
      kind: 'offer',
      peer: 'alice',
      offer: { ...offer, extensions: { version: 1 } },
    });
  });

  it('throw at metadata that holds itself', () => {
    const metadata: Record<string, unknown> = {};
    metadata['self'] = metadata;
    const description = { type: 'offer', sdp: 'v=0' } as const;
    const message = offerMessage({
      dst: 'b',
      connection: 'data',
      connectionId: 'dc_1',
      description,
      metadata,
      reliable: false,
    });
    expect(() => serializeMessage(message)).toThrow(TypeError);
  });
});

describe('the close of a connection that is not open yet', () => {
  it('is a candidate of no connection, so that a PeerJS has nothing to do with it', () => {
    expect(serializeMessage(closeMessage('bob', 'dc_1', 'busy'))).toBe(
      '{"type":"CANDIDATE","payload":{"rxpeer":{"version":1,"close":"dc_1","reason":"busy"}},"dst":"bob"}',
    );
  });

  it('says nothing of a reason where there is none', () => {
    expect(serializeMessage(closeMessage('bob', 'dc_1', undefined))).toBe(
      '{"type":"CANDIDATE","payload":{"rxpeer":{"version":1,"close":"dc_1"}},"dst":"bob"}',
    );
  });

  it.each([
    ['without a reason', undefined, {}],
    ['with an empty one', '', { reason: '' }],
    ['with one', 'busy', { reason: 'busy' }],
    ['with the longest', 'r'.repeat(REASON_LENGTH), { reason: 'r'.repeat(REASON_LENGTH) }],
    ['with one that is longer, which is cut', 'r'.repeat(REASON_LENGTH + 1), { reason: 'r'.repeat(REASON_LENGTH) }],
    ['with any text', '"\\ \u2028 \uD83D\uDE00 \uD800', { reason: '"\\ \u2028 \uD83D\uDE00 \uD800' }],
  ])('is understood at the other end, %s', (_name, reason, expected) => {
    expect(relayed(serializeMessage(closeMessage('bob', 'dc_1', reason)), 'alice')).toStrictEqual({
      kind: 'close',
      peer: 'alice',
      connectionId: 'dc_1',
      ...expected,
    });
  });
});

describe('the word of parting', () => {
  it('is for one peer, since the server takes one for nobody for its own', () => {
    expect(serializeMessage(leaveMessage('bob'))).toBe('{"type":"LEAVE","dst":"bob"}');
  });

  it('is understood at the other end', () => {
    expect(relayed(serializeMessage(leaveMessage('bob')), 'alice')).toEqual({ kind: 'leave', peer: 'alice' });
  });
});

describe('the echo', () => {
  const echo = serializeMessage(echoMessage('alice'));

  it('is a message to oneself that the server relays', () => {
    expect(JSON.parse(echo)).toMatchObject({ type: 'CANDIDATE', dst: 'alice' });
    expect(isEcho(relayed(echo, 'alice'), 'alice')).toBe(true);
  });

  it('cannot be made by anyone else', () => {
    expect(isEcho(relayed(echo, 'mallory'), 'alice')).toBe(false);
  });

  it('is no other message to oneself', () => {
    const candidate = candidateMessage({
      dst: 'alice',
      connection: 'data',
      connectionId: 'dc_1',
      candidate: { candidate: '' },
    });
    expect(isEcho(relayed(serializeMessage(candidate), 'alice'), 'alice')).toBe(false);
    expect(isEcho({ kind: 'open' }, 'alice')).toBe(false);
  });
});
