import { invalidKey, networkLost, serverError, socketClosed, unavailableId } from '../../lib/core/errors.js';
import type { SocketEvent } from '../../lib/ports/socket.js';
import { echoMessage } from '../../lib/signalling/messages.js';
import {
  type SessionCommand,
  type SessionContext,
  type SessionState,
  sessionTransition,
  type SocketHappening,
} from '../../lib/signalling/session-transition.js';

const context: SessionContext = { id: 'alice', attempt: 'first', key: 'k', address: 'ws://h:1/' };

const said = (message: unknown): SocketEvent => ({ kind: 'socket-text', text: JSON.stringify(message) });

const events = {
  opened: { kind: 'socket-open' },
  closed: { kind: 'socket-closed', code: 1005, reason: 'bye' },
  broken: { kind: 'socket-closed', code: 1006, reason: '' },
  OPEN: said({ type: 'OPEN' }),
  echo: said({ ...JSON.parse(JSON.stringify(echoMessage('alice'))), src: 'alice' }),
  LEAVE: said({ type: 'LEAVE', src: 'bob' }),
  nonsense: said({ type: 'NONSENSE' }),
  'wrong key': said({ type: 'ERROR', payload: { msg: 'Invalid key provided' } }),
  full: said({ type: 'ERROR', payload: { msg: 'full' } }),
  'ID-TAKEN': said({ type: 'ID-TAKEN' }),
  'INVALID-KEY': said({ type: 'INVALID-KEY' }),
  close: said({ type: 'CANDIDATE', src: 'bob', payload: { rxpeer: { version: 1, close: 'dc_1', reason: 'busy' } } }),
  overdue: { kind: 'overdue' },
  silent: { kind: 'socket-silent' },
} satisfies Record<string, SocketHappening>;

type Name = keyof typeof events;

const registered: SessionCommand = { kind: 'registered', id: 'alice' };
const message: SessionCommand = { kind: 'message', message: { kind: 'leave', peer: 'bob' } };
const closed: SessionCommand = {
  kind: 'message',
  message: { kind: 'close', peer: 'bob', connectionId: 'dc_1', reason: 'busy' },
};
const refused: SessionCommand = { kind: 'log-refused', reason: 'type "NONSENSE" is unknown' };
const ended = (error: Extract<SessionCommand, { kind: 'ended' }>['error']): SessionCommand => ({
  kind: 'ended',
  error,
});
const lost = networkLost(context.address);

type Row = readonly [SessionState, Name, SessionState, readonly SessionCommand[]];

/** The same in each state that is not the end. */
const anywhere = (state: SessionState): readonly Row[] => [
  [state, 'OPEN', 'registered', state === 'registered' ? [] : [registered]],
  [state, 'echo', 'registered', state === 'registered' ? [] : [registered]],
  [state, 'broken', 'ended', [state === 'connecting' ? { kind: 'explain', error: lost } : ended(lost)]],
  [state, 'LEAVE', state, [message]],
  [state, 'close', state, [closed]],
  [state, 'overdue', ...(state === 'registered' ? ([state, []] as const) : (['ended', [ended(lost)]] as const))],
  [state, 'silent', 'ended', [ended(lost)]],
  [state, 'nonsense', state, [refused]],
  [state, 'wrong key', 'ended', [ended(invalidKey('k'))]],
  [state, 'full', 'ended', [ended(serverError('full'))]],
  [state, 'ID-TAKEN', 'ended', [ended(unavailableId('alice'))]],
  [state, 'INVALID-KEY', 'ended', [ended(invalidKey('k'))]],
];

const check =
  (attempt: SessionContext['attempt']) =>
  (before: SessionState, name: Name, after: SessionState, commands: readonly SessionCommand[]) => {
    expect(sessionTransition({ ...context, attempt })(before, events[name])).toEqual([after, commands]);
  };

describe('sessionTransition', () => {
  describe('the first time', () => {
    it.each<Row>([
      ...anywhere('connecting'),
      ['connecting', 'opened', 'greeting', []],
      ['connecting', 'closed', 'ended', [{ kind: 'explain', error: lost }]],
      ...anywhere('greeting'),
      ['greeting', 'opened', 'greeting', []],
      ['greeting', 'closed', 'ended', [ended(socketClosed(1005, 'bye'))]],
      ...anywhere('registered'),
      ['registered', 'opened', 'registered', []],
      ['registered', 'closed', 'ended', [ended(lost)]],
    ])('%s, %s: %s', check('first'));
  });

  describe('again', () => {
    it.each<Row>([
      ...anywhere('connecting'),
      ['connecting', 'opened', 'greeting', []],
      ['connecting', 'closed', 'ended', [{ kind: 'explain', error: lost }]],
      ...anywhere('greeting'),
      ['greeting', 'opened', 'greeting', []],
      ['greeting', 'closed', 'ended', [ended(lost)]],
      ...anywhere('registered'),
      ['registered', 'opened', 'registered', []],
      ['registered', 'closed', 'ended', [ended(lost)]],
    ])('%s, %s: %s', check('again'));
  });

  describe('after the end', () => {
    it.each(Object.keys(events) as Name[])('%s says nothing any more', (name) => {
      check('first')('ended', name, 'ended', []);
      check('again')('ended', name, 'ended', []);
    });
  });

  it('takes the echo of somebody else for a candidate like any other', () => {
    const foreign = said({ ...JSON.parse(JSON.stringify(echoMessage('alice'))), src: 'mallory' });
    const [state, commands] = sessionTransition({ ...context, attempt: 'again' })('greeting', foreign);
    expect(state).toBe('greeting');
    expect(commands).toMatchObject([{ kind: 'message', message: { kind: 'candidate', peer: 'mallory' } }]);
  });
});
