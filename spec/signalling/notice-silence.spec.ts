import type { SocketEvent } from '../../lib/ports/socket.js';
import type { Beat } from '../../lib/signalling/beats.js';
import { noticeSilence, type Silence } from '../../lib/signalling/notice-silence.js';
import { marbles } from '../support/marbles.js';

const text = (said: string): SocketEvent => ({ kind: 'socket-text', text: said });
const isEcho = (said: string): boolean => said === 'echo';

const told = {
  o: { kind: 'socket-open' },
  e: text('echo'),
  t: text('anything'),
  c: { kind: 'socket-closed', code: 1005, reason: '' },
  s: { kind: 'socket-silent' },
} satisfies Record<string, SocketEvent | Silence>;
const { s: _silence, ...events } = told;
const beatsOf = { i: 'in-time', l: 'late' } satisfies Record<string, Beat>;

describe('noticeSilence', () => {
  it.each([
    ['nothing said, no beat', '      -----------', '-----------', '-----------'],
    ['a server that answers', '       oe---e---e-', '---i---i---', 'oe---e---e-'],
    ['one that stops answering', '    oe---e-----', '---i---i--i', 'oe---e----(s|)'],
    ['one that says something else', 'oe---t---t-', '---i---i---', 'oe---t---t-'],
    ['one that never answered', '     ot---------', '---i-i-i-i-', 'ot---------'],
    ['one that answers at last', '    o------e---', '---i-i---i-', 'o------e---'],
    ['a beat that comes late', '      oe---------', '---i-l-l---', 'oe---------'],
    ['and one in time after it', '    oe---------', '---i-l-l-i-', 'oe-------(s|)'],
    ['a socket that closes', '        oe-c-------', '-----i-i---', 'oe-(c|)'],
  ])('%s', (_name, socket, beats, expected) => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const socket$ = hot<SocketEvent>(socket, events);
      const beat$ = hot<Beat>(beats, beatsOf);
      const end = expected.indexOf('(');
      expectObservable(socket$.pipe(noticeSilence(beat$, isEcho)), '^----------!').toBe(expected, told);
      const log = end < 0 ? '^----------!' : `^${'-'.repeat(end - 1)}!`;
      expectSubscriptions(socket$.subscriptions).toBe(log);
      expectSubscriptions(beat$.subscriptions).toBe(log);
    })();
  });

  it.each([
    ['the socket errors', '            oe-#----', '-----i-i', '^-------!', 'oe-#    ', '   ^--!', '    ^--!'],
    ['the beats do', '                 oe------', '-----#--', '^-------!', 'oe---#  ', '   ^----!', '  ^----!'],
    ['the beats end', '                oe-t----', '--|-----', '^-------!', 'oe-t----', '   ^-------!', '^-!'],
    ['the socket stops without a word', 'oe-|----', '---i---i', '^-------!', 'oe-----(s|)', '^--!', '    ^------!'],
    ['both end, and prove nothing', '  o--|----', '-i-|----', '^-------!', 'o--|    ', '   ^--!', '    ^--!'],
    ['it is left', '                   oe-t-t--', '---i----', '^---!    ', 'oe-t    ', '   ^---!', '   ^---!'],
  ])('listens as long as there is a point in it: %s', (_name, socket, beats, left, expected, heard, counted) => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const socket$ = hot<SocketEvent>(socket, events);
      const beat$ = hot<Beat>(beats, beatsOf);
      expectObservable(socket$.pipe(noticeSilence(beat$, isEcho)), left).toBe(expected, told);
      expectSubscriptions(socket$.subscriptions).toBe(heard);
      expectSubscriptions(beat$.subscriptions).toBe(counted);
    })();
  });
});
