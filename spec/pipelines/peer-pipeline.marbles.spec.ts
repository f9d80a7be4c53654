import { map, NEVER, type Observable, timer } from 'rxjs';
import { disconnectedFromServer } from '../../lib/core/errors.js';
import type { ServerOptions } from '../../lib/core/options.js';
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
/** A second attempt follows the first after two milliseconds. */
const SOON = { reconnect: () => timer(2) };
/** It follows when it is hurried. */
const HURRIED = { reconnect: () => NEVER };

const brief = (output: PeerOutput): string => (output.kind === 'error' ? `error ${output.error.type}` : output.kind);

/** What is told, in short. */
const run = ({
  intent$,
  pageLife$,
  scripts,
  options,
}: {
  readonly intent$: Observable<PeerIntent>;
  readonly pageLife$: Observable<PageLife>;
  /** What becomes of each socket. */
  readonly scripts: readonly Observable<SocketEvent>[];
  readonly options: ServerOptions;
}): Observable<string> =>
  peerPipeline(intent$, {
    id: 'me',
    refused: undefined,
    options: serverOptions({ pingInterval: Infinity, ...options }),
    environment: Object.assign(new FakeEnvironment({ socket: new FakeSocket(...scripts) }), { pageLife$ }),
    log: { error: () => undefined, warn: () => undefined, info: () => undefined },
    isKnown: () => false,
    hasOpenConnections: () => false,
    farewell: () => [],
    observe: () => undefined,
  }).pipe(map(brief));

describe('peerPipeline in time', () => {
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
    ['and waits for it', '--------', '--------', 'oO-c----', HURRIED, '-o-(nr)-', '^-------!', '^--!', 8],
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
      const short$ = run({ intent$, pageLife$, scripts: [script$], options });
      expectObservable(short$, '^-------!').toBe(expected, told);
      expectSubscriptions(intent$.subscriptions).toBe(asked);
      expectSubscriptions(script$.subscriptions).toBe(connected);
      flush();
      expect(heldUntil(pageLife$)).toBe(watched);
    })();
  });

  // What the application does, what the page, what becomes of each socket, what is told, and how long each socket is held.
  type Row = readonly [
    string,
    string,
    string,
    ServerOptions,
    readonly string[],
    string,
    readonly (string | string[])[],
  ];
  const beginsAnew =
    (until: string) =>
    (...[, intent, life, options, sockets, expected, held]: Row): void => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const scripts = sockets.map((script) => cold<SocketEvent>(script.padEnd(1, '-'), server));
        const short$ = run({
          intent$: hot<PeerIntent>(intent.trim(), intents),
          pageLife$: hot<PageLife>(life, lives),
          scripts,
          options,
        });
        expectObservable(short$, until).toBe(expected, told);
        for (const [index, { subscriptions }] of scripts.entries())
          expectSubscriptions(subscriptions).toBe(held[index] ?? []);
      })();
    };

  it.each<Row>([
    ['the first is hurried', '--r-----', '---w----', {}, ['----oO'], '-----o--', ['^-------!']],
    ['the second is', 'd-r--r--', '--------', {}, ['', '', 'oO'], 'd-r---o-', ['(^!)', '--^--!', '-----^--!']],
    ['while a page is awake', 'd-r--r--', '----w---', {}, ['', '', 'oO'], 'd-r---o-', ['(^!)', '--^--!', '-----^--!']],
    ['with a policy', '-----r--', '--------', SOON, ['c', '', 'oO'], '(nr)--o-', ['(^!)', '--^--!', '-----^--!']],
    ['while it waits', '-----r--', '--------', HURRIED, ['c', 'oO'], '(nr)--o-', ['(^!)', '-----^--!']],
    ['it is open already', 'd-r--r--', '------w-', {}, ['', 'oO'], 'd-ro----', ['(^!)', '--^-----!']],
    ['it has failed', 'd-r----r', '------w-', {}, ['', '-c', ''], 'd-r(nd)r', ['(^!)', '--^!', '-------^!']],
    ['it is given up', 'd-r-d---', '------w-', {}, ['', ''], 'd-r-d---', ['(^!)', '--^-!']],
    ['it is destroyed', 'd-r-D---', '------w-', {}, ['', ''], 'd-r-(dC|)', ['(^!)', '--^-!']],
  ])('begins an attempt anew that hangs, and not the first: %s', beginsAnew('^-------!'));

  it.each<Row>([
    ['it hangs', 'd-r', '-----w', {}, ['', 'o', 'oO'], 'd-r 2003ms o', ['(^!)', '--^ 2002ms !', '2005ms ^ 2994ms !']],
    ['it hangs, and the page wakes twice', 'd-r', '-----w 999ms w', {}, ['', '', 'oO'], 'd-r 3003ms o', ['(^!)', '--^ 3002ms !', '3005ms ^ 1994ms !']],
    ['it does not hang', 'd-r', '-----w', {}, ['', '7ms oO'], 'd-r 7ms o', ['(^!)', '--^ 4997ms !']],
    ['it is given up', 'd-r 997ms d', '-----w', {}, ['', ''], 'd-r 997ms d', ['(^!)', '--^ 997ms !']],
  ])('leaves an attempt some time where the page wakes, before it begins anew: %s', beginsAnew('^ 4999ms !')); // prettier-ignore
});
