import { SILENCE_GRACE } from '../../lib/core/constants.js';
import type { SocketEvent } from '../../lib/ports/socket.js';
import type { Beat } from '../../lib/signalling/beats.js';
import { noticeSilence, type Silence } from '../../lib/signalling/notice-silence.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';

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
  it('has 2 s of grace', () => {
    expect(SILENCE_GRACE).toBe(2_000);
  });

  // What the socket says, the beats, how many may pass after the one that asks, what is told, and how long one listens.
  it.each([
    ['nothing said, no beat', '      ------', '--------', 1, '------', '^ 9s !'],
    ['a server that answers', '       oe---e---e', '---i---i', 1, 'oe---e---e', '^ 9s !'],
    ['one that stops answering', '    oe---e', '---i---i--i', 1, 'oe---e---- 2s (s|)', '^ 2009ms !'],
    ['one that says something else', 'oe---t---t', '---i---i', 1, 'oe---t---t', '^ 9s !'],
    ['one that never answered', '     ot', '---i-i-i-i-', 1, 'ot', '^ 9s !'],
    ['one that answers at last', '    o------e', '---i-i---i-', 1, 'o------e', '^ 9s !'],
    ['and stops then', '              o------e', '---i-i---i-i', 1, 'o------e--- 2s (s|)', '^ 2010ms !'],
    ['a beat that comes late', '      oe', '---i-l-l---', 1, 'oe', '^ 9s !'],
    ['and one in time after it', '    oe', '---i-l-l-i-', 1, 'oe------- 2s (s|)', '^ 2008ms !'],
    ['only beats that are late', '    oe', '---l-l-l---', 1, 'oe', '^ 9s !'],
    ['a first one that is late', '    oe', '---l-i-----', 1, 'oe--- 2s (s|)', '^ 2004ms !'],
    ['as many as one waits for', '    oe', '--iiii-----', 4, 'oe', '^ 9s !'],
    ['and one more', '                oe', '--iiiii----', 4, 'oe---- 2s (s|)', '^ 2005ms !'],
    ['beats late among them', '       oe', '--ililili--', 3, 'oe------ 2s (s|)', '^ 2007ms !'],
    ['beats that go on', '            oe', '--ii 500ms i 500ms i 500ms i', 1, 'oe- 2s (s|)', '^ 2002ms !'],
    ['a word in time of grace', '     oe-- 1s t', '--ii', 1, 'oe-- 1s t', '^ 9s !'],
    ['one at its very last', '        oe- 2s t', '--ii', 1, 'oe- 2s t', '^ 9s !'],
    ['a word then, and no more', '    oe-- 1s t', '--ii 1s -ii', 1, 'oe-- 1s t- 2s (s|)', '^ 3005ms !'],
    ['a socket that opens then', '    e--- 1s o', '--ii', 1, 'e--- 1s o 998ms (s|)', '^ 2002ms !'],
    ['a socket that closes', '        oe-c', '-----i-i---', 1, 'oe-(c|)', '^--!'],
    ['one that closes then', '        oe-- 1s c', '--ii', 1, 'oe-- 1s (c|)', '^ 1003ms !'],
  ])('%s', (_name, socket, beats, count, expected, heard) => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const socket$ = hot<SocketEvent>(socket.trim(), events);
      const beat$ = hot<Beat>(beats, beatsOf);
      expectObservable(socket$.pipe(noticeSilence(beat$, isEcho, count)), '^ 9s !').toBe(expected, told);
      expectSubscriptions(socket$.subscriptions).toBe(heard);
      expectSubscriptions(beat$.subscriptions).toBe(heard);
    })();
  });

  it.each([
    ['the socket errors', '            oe-#----', '-----i-i', '^ 9s !', 'oe-#    ', '   ^--!', '    ^--!'],
    ['it does in time of grace', '     oe---#--', '--ii----', '^ 9s !', 'oe---#  ', '   ^----!', '  ^----!'],
    ['the beats do', '                 oe------', '-----#--', '^ 9s !', 'oe---#  ', '   ^----!', '  ^----!'],
    ['the beats end', '                oe-t----', '--|-----', '^ 9s !', 'oe-t----', '   ^ 9s !', '  ^-!'],
    ['the socket stops without a word', 'oe-|----', '---i---i', '^ 9s !', 'oe----- 2s (s|)', '^--!', '^ 2006ms !'],
    ['both end, and prove nothing', '  o--|----', '-i-|----', '^ 9s !', 'o--|    ', '   ^--!', '    ^--!'],
    ['it is left', '                   oe-t-t--', '---i----', '^---! ', 'oe-t    ', '   ^---!', '   ^---!'],
    ['it is left in time of grace', '  oe------', '--ii----', '^ 1s !', 'oe      ', '   ^ 1s !', '  ^ 1s !'],
  ])('listens as long as there is a point in it: %s', (_name, socket, beats, left, expected, heard, counted) => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const socket$ = hot<SocketEvent>(socket, events);
      const beat$ = hot<Beat>(beats, beatsOf);
      expectObservable(socket$.pipe(noticeSilence(beat$, isEcho, 1)), left).toBe(expected, told);
      expectSubscriptions(socket$.subscriptions).toBe(heard);
      expectSubscriptions(beat$.subscriptions).toBe(counted);
    })();
  });

  it(
    'leaves no timer',
    virtually(({ hot, pass, timers }) => {
      const subscription = hot<SocketEvent>('e', events)
        .pipe(noticeSilence(hot<Beat>('-ii', beatsOf), isEcho, 1))
        .subscribe();
      pass(1_000);
      expect(timers()).toBe(1);
      subscription.unsubscribe();
      expect(timers()).toBe(0);
    }),
  );
});
