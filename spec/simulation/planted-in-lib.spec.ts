import { map, mergeMap, type Observable } from 'rxjs';
import { findBreach } from './find-breach.js';

/** Milliseconds that finding one may take on a busy machine. */
const PATIENCE = 300_000;

/** A fault in one file of the library. */
interface Plant {
  readonly what: string;
  readonly file: string;
  /** What the file exports instead. */
  readonly exports: () => object;
  readonly rule: string;
}

const PLANTS: readonly Plant[] = [
  {
    what: 'candidates that come before their offer are lost',
    file: '../../lib/signalling/invitations.js',
    exports: () => {
      const { invitations } = jest.requireActual<typeof import('../../lib/signalling/invitations.js')>(
        '../../lib/signalling/invitations.js',
      );
      const forgetful: typeof invitations = (deps) => (message$) =>
        message$.pipe(
          invitations(deps),
          map((item) => (item.kind === 'invited' ? { ...item, early: [] } : item)),
        );
      return { invitations: forgetful };
    },
    rule: 'what nothing disturbs opens',
  },
  {
    what: 'offers that wait for the server are lost',
    file: '../../lib/pipelines/peer-machine.js',
    exports: () => {
      const actual = jest.requireActual<typeof import('../../lib/pipelines/peer-machine.js')>(
        '../../lib/pipelines/peer-machine.js',
      );
      const peerMachine: typeof actual.peerMachine = (id, recovery) => {
        const machine = actual.peerMachine(id, recovery);
        return {
          ...machine,
          transition: (state, event) =>
            machine.transition(event.kind === 'registered' ? { ...state, pending: [] } : state, event),
        };
      };
      return { ...actual, peerMachine };
    },
    rule: 'what nothing disturbs opens',
  },
  {
    what: 'nobody listens whether the socket is alive',
    file: '../../lib/signalling/notice-silence.js',
    exports: () => ({ noticeSilence: () => (event$: Observable<unknown>) => event$ }),
    rule: 'dead sockets are noticed',
  },
  {
    what: 'whoever closes before it is open says nothing',
    file: '../../lib/end.js',
    exports: () => ({
      ...jest.requireActual<typeof import('../../lib/end.js')>('../../lib/end.js'),
      toCloseMessage: () => undefined,
    }),
    rule: 'both ends agree',
  },
  {
    what: 'the end is told twice',
    file: '../../lib/pipelines/until-ended.js',
    exports: () => {
      const actual = jest.requireActual<typeof import('../../lib/pipelines/until-ended.js')>(
        '../../lib/pipelines/until-ended.js',
      );
      const untilEnded: typeof actual.untilEnded = (close$, place) => (source$) =>
        source$.pipe(
          actual.untilEnded(close$, place),
          mergeMap((output) => (output.kind === 'closed' ? [output, output] : [output])),
        );
      return { untilEnded };
    },
    rule: 'close is last',
  },
  {
    what: 'a timer outlives its session',
    file: '../../lib/signalling/heartbeat.js',
    exports: () => {
      const { interval, Observable: Stream } = jest.requireActual<typeof import('rxjs')>('rxjs');
      return {
        heartbeat: (period: number) =>
          new Stream((subscriber) => {
            interval(period).subscribe(() => {
              subscriber.next({ type: 'HEARTBEAT' });
            });
          }),
      };
    },
    rule: 'nothing is left',
  },
];

describe('A fault that is planted in the library is found', () => {
  afterEach(() => {
    jest.resetModules();
  });

  it.each(PLANTS)(
    '$what',
    async ({ file, exports, rule }) => {
      jest.resetModules();
      jest.doMock(file, exports);
      const { simulate } = await import('./simulate.js');
      jest.dontMock(file);
      expect(findBreach(simulate, rule)).toContain(rule);
    },
    PATIENCE,
  );
});
