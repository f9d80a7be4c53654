import * as errors from '../../lib/core/errors.js';

const { messageOf, PeerError, placed } = errors;

describe('PeerError', () => {
  it('is an Error that says its type', () => {
    const error = new PeerError('network', 'lost');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'PeerError', type: 'network', message: 'lost' });
    expect(error.cause).toBeUndefined();
    expect(error.peer).toBeUndefined();
    expect(error.connectionId).toBeUndefined();
    expect(String(error)).toBe('PeerError: lost');
    expect(error.stack).toContain('errors.spec');
  });

  it('keeps the message of an error, and the error as its cause', () => {
    const cause = new TypeError('boom');
    expect(new PeerError('webrtc', cause)).toMatchObject({ message: 'boom', cause });
  });

  it('keeps the cause that is given, and where it happened', () => {
    const cause = new Error('underneath');
    const error = new PeerError('webrtc', new Error('above'), { cause, peer: 'bob', connectionId: 'dc_1' });
    expect(error).toMatchObject({ message: 'above', cause, peer: 'bob', connectionId: 'dc_1' });
  });
});

describe('messageOf', () => {
  it.each([
    [new RangeError('r'), 'r'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [7, '7'],
    [Symbol('s'), 'Symbol(s)'],
    [Object.create(null), 'something without a name'],
    [
      new Proxy(new Error('hidden'), {
        get: () => {
          throw new Error('no');
        },
      }),
      'something without a name',
    ],
  ])('%#: %2$s', (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});

describe('placed', () => {
  it('is the same error with its place', () => {
    const cause = new Error('underneath');
    const error = placed(new PeerError('webrtc', 'above', { cause }), 'bob', 'mc_1');
    expect(error).toBeInstanceOf(PeerError);
    expect(error).toMatchObject({ type: 'webrtc', message: 'above', cause, peer: 'bob', connectionId: 'mc_1' });
  });
});

describe('the factories', () => {
  const cause = new Error('underneath');

  it.each<[InstanceType<typeof PeerError>, string, RegExp]>([
    [errors.browserIncompatible(), 'browser-incompatible', /no WebRTC/],
    [errors.disconnectedFromServer(), 'disconnected', /reconnect\(\)/],
    [errors.invalidId('a!'), 'invalid-id', /"a!"/],
    [errors.invalidKey('k?'), 'invalid-key', /"k\?"/],
    [errors.networkLost('ws://h:1/'), 'network', /ws:\/\/h:1\//],
    [errors.peerUnavailable('bob'), 'peer-unavailable', /bob/],
    [errors.notAPeer('me'), 'peer-unavailable', /"me"/],
    [errors.sslUnavailable('h', 9000), 'ssl-unavailable', /h:9000.*secure/],
    [errors.serverError('full', cause), 'server-error', /^full$/],
    [errors.socketError(cause), 'socket-error', /underneath/],
    [errors.socketClosed(1005, ''), 'socket-closed', /\(code 1005\)/],
    [errors.socketClosed(1001, 'bye'), 'socket-closed', /\(code 1001, bye\)/],
    [errors.unavailableId('a'), 'unavailable-id', /"a" is taken/],
    [errors.webrtcError(cause), 'webrtc', /^underneath$/],
    [errors.negotiationFailed('bob'), 'negotiation-failed', /bob/],
    [errors.openTimedOut('bob', 5), 'negotiation-failed', /bob.*5 ms/],
    [errors.closedBeforeOpen('bob'), 'connection-closed', /bob/],
    [errors.connectionLost('bob'), 'connection-closed', /bob/],
    [errors.notConfirmed('bob', 5), 'connection-closed', /bob.*5 ms.*may not have arrived/],
    [errors.notOpenYet(), 'not-open-yet', /listen for the `open` event/],
    [errors.messageTooBig(2, 1), 'message-too-big', /2 bytes.*1 bytes.*`limits.message`/],
    [errors.frameTooBig(2, 1), 'message-too-big', /2 bytes.*1 bytes.*"binary"/],
    [errors.notDisconnected('a'), 'disconnected', /a cannot reconnect/],
    [errors.destroyedForGood(), 'disconnected', /Create a new one/],
    [errors.notSerializable('json', cause), 'not-serializable', /"json": underneath/],
    [errors.unknownSerialization('x'), 'not-serializable', /"x" is unknown/],
    [errors.unknownSerialization('x', cause), 'not-serializable', /`serializers` has for "x".*underneath/],
    [errors.invalidMessage('torn', cause), 'invalid-message', /torn/],
    [errors.earlyBufferFull('data', '16 MiB'), 'early-buffer-full', /16 MiB.*"data"/],
  ])('%s', (error, type, message) => {
    expect(error).toBeInstanceOf(PeerError);
    expect(error.type).toBe(type);
    expect(error.message).toMatch(message);
  });

  it('says who is not there in the words of PeerJS, which applications take apart', () => {
    expect(errors.peerUnavailable('bob').message.replace('Could not connect to peer ', '')).toBe('bob');
  });

  it.each([
    errors.serverError('full', cause),
    errors.socketError(cause),
    errors.webrtcError(cause),
    errors.notSerializable('json', cause),
    errors.invalidMessage('torn', cause),
  ])('keep the cause: %s', (error) => {
    expect(error.cause).toBe(cause);
  });

  it.each([
    errors.peerUnavailable('bob'),
    errors.negotiationFailed('bob'),
    errors.openTimedOut('bob', 5),
    errors.closedBeforeOpen('bob'),
    errors.connectionLost('bob'),
    errors.notAPeer('bob'),
  ])('say which peer it was: %s', (error) => {
    expect(error.peer).toBe('bob');
  });
});
