import { finalize, from, type Observable, Subject, throwError } from 'rxjs';
import { connectionLost, placed, webrtcError } from '../../lib/core/errors.js';
import type { ConnectionOutput } from '../../lib/pipelines/output.js';
import { type Ended, type Happening, untilEnded } from '../../lib/pipelines/until-ended.js';
import { marbles } from '../support/marbles.js';
import { virtually } from '../support/virtual-time.js';

type Data = { readonly kind: 'data'; readonly value: number };
type Closing = Pick<Ended, 'by' | 'reason'>;

const lost = connectionLost('bob');
const thrown = new Error('thrown');

/** What happens to a connection, in any order. */
const happenings = {
  d: { kind: 'data', value: 1 },
  o: { kind: 'opened' },
  e: { kind: 'error', error: lost },
  f: { kind: 'failed', error: lost },
  g: { kind: 'failed', error: lost, reason: 'busy' },
  t: { kind: 'ended', by: 'this-side' },
  s: { kind: 'ended', by: 'other-side', reason: 'enough' },
} satisfies Record<string, Happening<Data>>;

/** What is told of it. */
const told = {
  d: happenings.d,
  o: happenings.o,
  e: { kind: 'error', error: placed(lost, 'bob', 'dc_1') },
  f: { kind: 'failed', error: placed(lost, 'bob', 'dc_1') },
  x: { kind: 'failed', error: placed(webrtcError(thrown), 'bob', 'dc_1') },
  T: { kind: 'closed', by: 'this-side' },
  O: { kind: 'closed', by: 'other-side' },
  S: { kind: 'closed', by: 'other-side', reason: 'enough' },
  B: { kind: 'closed', by: 'other-side', reason: 'busy' },
};

/** Who wants it closed. */
const closings = { T: { by: 'this-side' }, S: { by: 'other-side', reason: 'enough' } } satisfies Record<
  string,
  Closing
>;

const ended = (source$: Observable<Happening<Data>>, close$: Observable<Closing>) =>
  source$.pipe(untilEnded<Data>(close$, (error) => placed(error, 'bob', 'dc_1')));

describe('untilEnded', () => {
  // What happens, who wants it closed, what is told, and how long each of them is listened to.
  it.each([
    ['nothing happens', '            -----', '-----', '-----', ' ^----!', '^----!'],
    ['it has no more to say', '      -|---', '-----', '-----', ' ^!----', '^----!'],
    ['it says this and that', '      -do-d', '-----', '-do-d', ' ^----!', '^----!'],
    ['something goes wrong', '       -ed--', '-----', '-ed--', ' ^----!', '^----!'],
    ['it fails', '                   --fd-', '-----', '--(fO|)', '^-!', '  ^-!'],
    ['it fails for a reason', '      --gd-', '-----', '--(fB|)', '^-!', '  ^-!'],
    ['it throws', '                  --#--', '-----', '--(xO|)', '^-!', '  ^-!'],
    ['this side has ended it', '     --td-', '-----', '--(T|)', ' ^-!', '  ^-!'],
    ['the other has, with a reason', '--sd-', '-----', '--(S|)', ' ^-!', '  ^-!'],
    ['this side wants it closed', '  -d-d-', '--T--', '-d(T|)', ' ^-!', '  ^-!'],
    ['the other side does', '        -d-d-', '--S--', '-d(S|)', ' ^-!', '  ^-!'],
    ['it is wanted after its end', ' -t---', '--T--', '-(T|)', '  ^!', '   ^!'],
    ['nobody will want it closed', ' -d-d-', '-|---', '-d-d-', ' ^----!', '^!'],
  ])('tells the end last, and once: %s', (_name, source, close, expected, heard, watched) => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source$ = hot<Happening<Data>>(source, happenings, thrown);
      const close$ = hot<Closing>(close, closings);
      expectObservable(ended(source$, close$), '^----!').toBe(expected, told);
      expectSubscriptions(source$.subscriptions).toBe(heard);
      expectSubscriptions(close$.subscriptions).toBe(watched);
    })();
  });

  it('has no reason where none was given, not even an undefined one', () => {
    const heard: unknown[] = [];
    const close$ = new Subject<Closing>();
    ended(new Subject<Happening<Data>>(), close$).subscribe((output) => heard.push(output));
    close$.next({ by: 'this-side', reason: undefined });
    expect(heard).toStrictEqual([told.T]);
  });

  it.each<readonly [string, Observable<Happening<Data>>, readonly unknown[]]>([
    ['a failure', from<Happening<Data>[]>([happenings.d, happenings.g]), [told.d, told.f, told.B]],
    ['an exception', throwError(() => thrown), [told.x, told.O]],
    ['an end in good order', from<Happening<Data>[]>([happenings.s]), [told.S]],
  ])('holds %s back until the next turn where it comes with the subscription', (_name, source$, expected) => {
    virtually(({ pass, timers }) => {
      const heard: ConnectionOutput[] = [];
      ended(source$, new Subject<Closing>()).subscribe((output) => heard.push(output as ConnectionOutput));
      expect(heard).toEqual(expected.filter((output) => output === told.d));
      pass(0);
      expect(heard).toEqual(expected);
      expect(timers()).toBe(0);
    })();
  });

  it(
    'tells nothing of that where it is closed in the same turn, or nobody listens any more',
    virtually(({ pass, timers }) => {
      const close$ = new Subject<Closing>();
      const failing$ = ended(from<Happening<Data>[]>([happenings.f]), close$);
      const [closed, left]: [unknown[], unknown[]] = [[], []];
      failing$.subscribe((output) => closed.push(output));
      failing$.subscribe((output) => left.push(output)).unsubscribe();
      close$.next(closings.S);
      pass(0);
      expect([closed, left]).toEqual([[told.S], []]);
      expect([close$.observed, timers()]).toEqual([false, 0]);
    }),
  );

  it('is deaf to what comes while the end is being told', () => {
    const heard: unknown[] = [];
    const [source$, close$] = [new Subject<Happening<Data>>(), new Subject<Closing>()];
    ended(source$, close$).subscribe((output) => {
      heard.push(output);
      if (heard.length > 3) return; // it has told the end over and over: enough is proven
      source$.next(happenings.f);
      close$.next(closings.S); // as whoever tidies up does when something is closed
    });
    close$.next(closings.T);
    expect(heard).toEqual([told.T]);
  });

  it('ends for the reason that it has, although the source tells another while it is being freed', () => {
    const heard: unknown[] = [];
    const [source$, close$] = [new Subject<Happening<Data>>(), new Subject<Closing>()];
    const saying$ = source$.pipe(
      finalize(() => {
        source$.next(happenings.t);
      }),
    );
    ended(saying$, close$).subscribe((output) => heard.push(output));
    source$.next(happenings.g);
    expect(heard).toEqual([told.f, told.B]);
  });
});
