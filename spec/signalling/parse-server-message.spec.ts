import { parseServerMessage } from '../../lib/signalling/parse-server-message.js';
import { captures, texts } from '../support/captures.js';

const parse = (message: unknown) => parseServerMessage(JSON.stringify(message));

const offer = (payload: object) => ({
  type: 'OFFER',
  src: 'alice',
  payload: { sdp: { type: 'offer', sdp: 'v=0' }, type: 'data', connectionId: 'dc_1', ...payload },
});
const candidate = (fields: object) => ({
  type: 'CANDIDATE',
  src: 'alice',
  payload: { candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, ...fields }, connectionId: 'dc_1' },
});

describe('parseServerMessage', () => {
  it('takes a message of 16 MiB, however much of that is metadata, and none that is longer', () => {
    const limit = 16 * 1024 * 1024;
    const sized = (length: number): string => {
      const rest = JSON.stringify(offer({ metadata: '' })).length;
      return JSON.stringify(offer({ metadata: 'm'.repeat(length - rest) }));
    };
    expect(parseServerMessage(sized(limit)).kind).toBe('offer');
    expect(parseServerMessage(sized(limit + 1))).toEqual({ kind: 'refused', reason: `it is longer than ${limit}` });
  });

  describe('understands what PeerServer 1.0.2 was heard to say', () => {
    it('to all of its clients', () => {
      const kinds = captures
        .filter(({ dir, kind }) => dir === 'server->client' && kind === 'ws-text')
        .map(({ raw }) => [JSON.parse(raw as string).type as string, parseServerMessage(raw as string).kind]);
      // Offers and candidates that were made up to see what the server does with them are no offers.
      const heard = [...new Set(kinds.map(([type, kind]) => `${type} ${kind}`))].sort();
      expect(heard).toEqual([
        'ANSWER answer',
        'CANDIDATE candidate',
        'CANDIDATE refused',
        'ERROR error',
        'EXPIRE expire',
        'ID-TAKEN id-taken',
        'LEAVE leave',
        'OFFER offer',
        'OFFER refused',
        'OPEN open',
      ]);
    });

    it('an offer of data', () => {
      const [text] = texts('server->client', '"label":"chat"');
      expect(parseServerMessage(text as string)).toEqual({
        kind: 'offer',
        peer: '0eb50a6e-56f5-4f59-8d5d-fe27bed62334',
        offer: {
          connection: 'data',
          connectionId: 'dc_5hxkiaoih88',
          description: { type: 'offer', sdp: expect.stringMatching(/^v=0\r\n/) },
          metadata: { room: 1 },
          label: 'chat',
          reliable: true,
          serialization: 'binary',
          extensions: {},
        },
      });
    });

    it('an offer of media', () => {
      const [text] = texts('server->client', '"type":"media","connectionId":"mc_dpkg4jmrry","metadata"');
      expect(parseServerMessage(text as string)).toEqual({
        kind: 'offer',
        peer: '0eb50a6e-56f5-4f59-8d5d-fe27bed62334',
        offer: {
          connection: 'media',
          connectionId: 'mc_dpkg4jmrry',
          description: { type: 'offer', sdp: expect.any(String) },
          metadata: { k: 1 },
          reliable: false,
          extensions: {},
        },
      });
    });

    it('an answer', () => {
      const [text] = texts('server->client', '"ANSWER"');
      expect(parseServerMessage(text as string)).toEqual({
        kind: 'answer',
        peer: 'bob',
        connectionId: 'dc_5hxkiaoih88',
        description: { type: 'answer', sdp: expect.stringMatching(/^v=0\r\n/) },
        extensions: {},
      });
    });

    it('a candidate', () => {
      const [text] = texts('server->client', '"usernameFragment":"pZ7W"');
      expect(parseServerMessage(text as string)).toEqual({
        kind: 'candidate',
        peer: '0eb50a6e-56f5-4f59-8d5d-fe27bed62334',
        connectionId: 'dc_5hxkiaoih88',
        candidate: {
          candidate: expect.stringMatching(/^candidate:3077952869 /),
          sdpMid: '0',
          sdpMLineIndex: 0,
          usernameFragment: 'pZ7W',
        },
      });
    });

    it('that an id is not there', () => {
      const [text] = texts('server->client', '"nobody"');
      expect(parseServerMessage(text as string)).toEqual({ kind: 'expire', peer: 'nobody' });
    });

    it('that another peer leaves', () => {
      expect(parseServerMessage(texts('server->client', 'LEAVE')[0] as string)).toEqual({ kind: 'leave', peer: 'x' });
    });

    it('its errors', () => {
      expect(texts('server->client', 'ERROR').map(parseServerMessage)).toEqual([
        { kind: 'error', message: 'Invalid key provided' },
        { kind: 'error', message: 'No id, token, or key supplied to websocket server' },
        { kind: 'error', message: 'Server has reached its concurrent user limit' },
      ]);
    });
  });

  it('understands the INVALID-KEY of older servers', () => {
    expect(parse({ type: 'INVALID-KEY' })).toEqual({ kind: 'invalid-key' });
  });

  it.each([
    ['nothing', {}],
    ['no payload', { payload: null }],
    ['another payload', { payload: 'no' }],
    ['another text', { payload: { msg: 7 } }],
    ['an empty text', { payload: { msg: '' } }],
  ])('takes an ERROR for an error where it has %s to say', (_name, rest) => {
    expect(parse({ type: 'ERROR', ...rest })).toEqual({
      kind: 'error',
      message: 'The server reported an error without saying which.',
    });
  });

  it('cuts what the server says of an error', () => {
    expect(parse({ type: 'ERROR', payload: { msg: 'x'.repeat(5_000) } })).toEqual({
      kind: 'error',
      message: 'x'.repeat(1_024),
    });
  });

  it.each(['offer', 'answer'] as const)(
    'takes no %s of more than 128 media sections, which take the platform long',
    (type) => {
      const described = (sections: number) => ({ type, sdp: `v=0\r\n${'m=audio 9 RTP/AVP 0\r\n'.repeat(sections)}` });
      const said = (sections: number) => parse({ ...offer({ sdp: described(sections) }), type: type.toUpperCase() });
      expect(said(128)).toMatchObject({ kind: type });
      expect(said(129)).toEqual({ kind: 'refused', reason: 'it has more than 128 media sections' });
    },
  );

  describe('takes an offer', () => {
    const offered = (payload: object) => {
      const message = parse(offer(payload));
      return message.kind === 'offer' ? message.offer : message;
    };

    it('with the least that makes one', () => {
      expect(parse(offer({}))).toEqual({
        kind: 'offer',
        peer: 'alice',
        offer: {
          connection: 'data',
          connectionId: 'dc_1',
          description: { type: 'offer', sdp: 'v=0' },
          metadata: undefined,
          reliable: false,
          extensions: {},
        },
      });
    });

    it.each([null, 0, '', false, [1], { deep: { er: [null] } }])('with %j as metadata', (metadata) => {
      expect(offered({ metadata })).toMatchObject({ metadata });
    });

    it('with null for what it leaves out', () => {
      const taken = offered({ label: null, serialization: null, reliable: null });
      expect(taken).toMatchObject({ reliable: false });
      expect(taken).not.toHaveProperty('label');
      expect(taken).not.toHaveProperty('serialization');
    });

    it('with a label that is no text, as an application on PeerJS may give it', () => {
      expect([7, { a: 1 }, true].map((label) => offered({ label }))).toMatchObject([
        { label: '7' },
        { label: '{"a":1}' },
        { label: 'true' },
      ]);
    });

    it('without the fields that nobody knows', () => {
      const taken = offered({ extra: 1, sdp: { type: 'offer', sdp: 'v=0', extra: 1 } });
      expect(taken).not.toHaveProperty('extra');
      expect(taken).toMatchObject({ description: { type: 'offer', sdp: 'v=0' } });
    });

    it('from a peer that has a name of Object.prototype as its id, where the reference allows it', () => {
      expect(parse({ ...offer({}), src: 'constructor' })).toMatchObject({ kind: 'offer', peer: 'constructor' });
    });

    it('with names of Object.prototype as label and serialization, which are only names', () => {
      expect(offered({ label: '__proto__', serialization: 'constructor' })).toMatchObject({
        label: '__proto__',
        serialization: 'constructor',
      });
    });

    it('with metadata that has a __proto__, which changes no prototype', () => {
      const message = parseServerMessage(
        `{"type":"OFFER","src":"a","payload":{"sdp":{"type":"offer","sdp":"v"},"type":"data","connectionId":"c","metadata":{"__proto__":{"polluted":1}}}}`,
      );
      expect(message.kind).toBe('offer');
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    });
  });

  describe('takes the other end for', () => {
    it.each([{ version: 1 }, { version: 2, more: true }])('an RxPeer where it says %j', (rxpeer) => {
      expect(parse(offer({ rxpeer }))).toMatchObject({ offer: { extensions: { version: rxpeer.version } } });
      const answer = { sdp: { type: 'answer', sdp: 'v=0' }, connectionId: 'dc_1', rxpeer };
      expect(parse({ type: 'ANSWER', src: 'bob', payload: answer })).toMatchObject({
        extensions: { version: rxpeer.version },
      });
    });

    it.each([
      undefined,
      null,
      1,
      'yes',
      [],
      {},
      { version: '1' },
      { version: 0 },
      { version: -1 },
      { version: 1.5 },
      { version: 1e99 },
    ])('a PeerJS where it says %j', (rxpeer) => {
      const message = parse(offer({ rxpeer }));
      expect(message.kind === 'offer' && message.offer.extensions).toEqual({});
    });
  });

  describe('takes a candidate', () => {
    it.each([
      ['without a user name fragment', {}, {}],
      ['whose user name fragment is null', { usernameFragment: null }, {}],
      ['with a user name fragment', { usernameFragment: 'u' }, { usernameFragment: 'u' }],
      ['whose media id is null', { sdpMid: null }, { sdpMid: null }],
      ['whose index is null', { sdpMLineIndex: null }, { sdpMLineIndex: null }],
      ['with fields that nobody knows', { foundation: '1', toJSON: 1 }, {}],
      ['that marks the end of candidates', { candidate: '' }, { candidate: '' }],
    ])('%s', (_name, fields, expected) => {
      expect(parse(candidate(fields))).toEqual({
        kind: 'candidate',
        peer: 'alice',
        connectionId: 'dc_1',
        candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, ...expected },
      });
    });
  });

  it('quotes no more of an unknown type than says what it is', () => {
    expect(parse({ type: 'x'.repeat(1_000) })).toMatchObject({ reason: `type "${'x'.repeat(40)}" is unknown` });
  });
});
