import { map } from 'rxjs';
import type { DataConnection } from '../lib/data-connection.js';
import { type SendProgress, sendTo } from '../lib/send-to.js';
import { marbles } from './support/marbles.js';

/** In short: how many, and their bytes. */
const brief = map(({ messages, bytes }: SendProgress) => `${String(messages)} ${String(bytes)}`);

/** What the channel has taken, in bytes. */
const taken = { s: 1, l: 10 };
const told = { 1: '1 1', 2: '2 11', 3: '3 12' };

interface Row {
  readonly name: string;
  readonly open?: string;
  readonly source?: string;
  readonly outcome?: string;
  readonly left?: string;
  readonly told: string;
  /** What is handed to the connection. */
  readonly sent?: string;
  /** How long each is listened to. */
  readonly opening: string;
  readonly asked: string | [];
  readonly watched: string | [];
}

const ROWS: readonly Row[] = [
  { name: 'never open', open: '------', left: '^----!', told: '------', opening: '^----!', asked: [], watched: [] },
  { name: 'never to be open', open: '--|---', told: '--#', opening: '^-!', asked: [], watched: [] },
  { name: 'left before it is open', open: '---o--', left: '^-!', told: '---', opening: '^-!', asked: [], watched: [] },
  { name: 'never', left: '^----!', told: '-', opening: '^!', asked: '-^---!', watched: '-^---!' },
  { name: 'empty', source: '---|', told: '---|', opening: '^!', asked: '-^-!', watched: '-^-!' },
  {
    name: 'one',
    source: '--a--|',
    outcome: '---s--',
    told: '---1-|',
    sent: 'a',
    opening: '^!',
    asked: '-^---!',
    watched: '-^---!',
  },
  {
    name: 'many, whose end waits for what is on its way',
    source: '--abc|',
    outcome: '---s--ls',
    told: '---1--2(3|)',
    sent: 'abc',
    opening: '^!',
    asked: '-^---!',
    watched: '-^-----!',
  },
  {
    name: 'an error of the source',
    source: '--a-#',
    outcome: '---s--',
    told: '---1#',
    sent: 'a',
    opening: '^!',
    asked: '-^--!',
    watched: '-^--!',
  },
  {
    name: 'an error of what is sent, or of the connection',
    source: '--a-b',
    outcome: '---#--',
    told: '---#',
    sent: 'a',
    opening: '^!',
    asked: '-^-!',
    watched: '-^-!',
  },
  {
    name: 'left in the middle',
    source: '--a-b-',
    outcome: '---s-l',
    left: '^---!',
    told: '---1',
    sent: 'a',
    opening: '^!',
    asked: '-^--!',
    watched: '-^--!',
  },
];

describe('sendTo in time', () => {
  it.each(ROWS)('$name', ({ open, source, outcome, left, sent, opening, asked, watched, ...row }) => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const open$ = hot(open ?? '-o--', { o: undefined });
      const source$ = hot<string>(source ?? '----');
      const outcome$ = hot<number>(outcome ?? '----', taken, 'not taken');
      const transmitted: string[] = [];
      const connection = {
        peer: 'bob',
        open$,
        bufferedBytes: 0,
        bufferSize: 0,
        _state: {},
        _outcome$: () => outcome$,
        _transmit: (value: string) => {
          transmitted.push(value);
          return 'copied';
        },
      } as unknown as DataConnection;
      const progress$ = source$.pipe(sendTo(connection), brief);
      const error: unknown = open?.includes('|')
        ? expect.objectContaining({ type: 'connection-closed' })
        : outcome?.includes('#')
          ? 'not taken'
          : 'error';
      expectObservable(progress$, left ?? null).toBe(row.told, told, error);
      expectSubscriptions(open$.subscriptions).toBe(opening);
      expectSubscriptions(source$.subscriptions).toBe(asked);
      expectSubscriptions(outcome$.subscriptions).toBe(watched);
      flush();
      expect(transmitted.join('')).toBe(sent ?? '');
    })();
  });
});
