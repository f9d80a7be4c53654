import { map, NEVER } from 'rxjs';
import { disconnectedFromServer } from '../../lib/core/errors.js';
import type { PeerIntent } from '../../lib/pipelines/peer-machine.js';
import { type PeerOutput, peerPipeline } from '../../lib/pipelines/peer-pipeline.js';
import type { PageLife } from '../../lib/ports/environment.js';
import type { SocketEvent } from '../../lib/ports/socket.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { FakeSocket } from '../support/fake-socket.js';
import { heldUntil } from '../support/held-until.js';
import { marbles } from '../support/marbles.js';
import { serverOptions } from '../support/server-options.js';

const said = (message: object): SocketEvent => ({ kind: 'socket-text', text: JSON.stringify(message) });

/** What the server does. */
const server: Record<string, SocketEvent> = {
  o: { kind: 'socket-open' },
  O: said({ type: 'OPEN' }),
  L: said({ type: 'LEAVE', src: 'bob' }),
  X: said({ type: 'EXPIRE', src: 'bob' }),
  c: { kind: 'socket-closed', code: 1_006, reason: '' },
};
/** What the application does. */
const intents: Record<string, PeerIntent> = {
  x: { kind: 'complain', error: disconnectedFromServer() },
  d: { kind: 'disconnect' },
  r: { kind: 'reconnect' },
  D: { kind: 'destroy', farewell: [] },
};
const lives: Record<string, PageLife> = { l: 'leave', w: 'wake' };

const told = {
  o: 'opened',
  r: 'reconnecting',
  l: 'left',
  u: 'unavailable',
  E: 'error disconnected',
  n: 'error network',
  s: 'error socket-error',
  d: 'disconnected',
  p: 'parted',
  C: 'closed',
};
const brief = (output: PeerOutput): string => (output.kind === 'error' ? `error ${output.error.type}` : output.kind);

describe('peerPipeline in time', () => {
  const policy = { reconnect: () => NEVER };
  // What the application does, what the page, what the server, what is told; how long the application is listened to, and the
  // server, and the frame in which nobody watches the page any more.
  it.each([
    ['never', '           --------', '--------', '--------', {}, '--------', '    ^-------!', '^-------!', 8],
    ['asks nothing', '    -|------', '--------', 'oO-L----', {}, '-o-l----', '    ^!       ', '^-------!', 8],
    ['has no page', '     --------', '-|------', 'oO-L----', {}, '-o-l----', '    ^-------!', '^-------!', 1],
    ['hears one', '       --------', '--------', 'oO-L----', {}, '-o-l----', '    ^-------!', '^-------!', 8],
    ['hears many', '      ----x---', '--------', 'oO-L-XL-', {}, '-o-lEul-', '    ^-------!', '^-------!', 8],
    ['disconnects', '     ----d---', '--------', 'oO----L-', {}, '-o--d---', '    ^-------!', '^---!', 8],
    ['loses the server', '--------', '--------', 'oO-c----', {}, '-o-(nd)-', '    ^-------!', '^--!', 8],
    ['and waits for it', '--------', '--------', 'oO-c----', policy, '-o-(nr)-', '^-------!', '^--!', 8],
    ['errors in the socket', '--------', '--------', 'oO--#---', {}, '-o--(sdC|)', '^---!', '^---!', 4],
    ['errors in what is asked', '---#', '--------', 'oO------', {}, '-o-#    ', '   ^--!', '^--!', 3],
    ['errors in the page', '  --------', '---#----', 'oO------', {}, '-o-#    ', '   ^--!', '^--!', 3],
    ['leaves the page', '     --------', '---l----', 'oO------', {}, '-o-(dp)-', '    ^-------!', '^--!', 8],
    ['is destroyed', '        ---D----', '--------', 'oO--L---', {}, '-o-(dC|)', '    ^--!', '^--!', 3],
    ['is destroyed early', '  D-------', '--------', 'oO------', {}, '(dC|)   ', '    (^!)', '(^!)', 0],
  ] as const)('%s', (_name, intent, life, socket, options, expected, asked, connected, watched) => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions, flush }) => {
      const intent$ = hot<PeerIntent>(intent, intents);
      const pageLife$ = hot<PageLife>(life, lives);
      const script$ = cold<SocketEvent>(socket, server, new Error('broken'));
      const environment = Object.assign(new FakeEnvironment({ socket: new FakeSocket(script$) }), { pageLife$ });
      const short$ = peerPipeline(intent$, {
        id: 'me',
        refused: undefined,
        options: serverOptions({ pingInterval: Infinity, ...options }),
        environment,
        log: { error: () => undefined, warn: () => undefined, info: () => undefined },
        isKnown: () => false,
        hasOpenConnections: () => false,
        farewell: () => [],
        observe: () => undefined,
      }).pipe(map(brief));
      expectObservable(short$, '^-------!').toBe(expected, told);
      expectSubscriptions(intent$.subscriptions).toBe(asked);
      expectSubscriptions(script$.subscriptions).toBe(connected);
      flush();
      expect(heldUntil(pageLife$)).toBe(watched);
    })();
  });
});
