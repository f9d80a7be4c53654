import { map, NEVER } from 'rxjs';
import { networkLost, peerUnavailable } from '../lib/core/errors.js';
import type { DataConnection } from '../lib/data-connection.js';
import type { MediaConnection } from '../lib/media-connection.js';
import { type ShellOutput } from '../lib/peer-state.js';
import { peerStreams } from '../lib/peer-streams.js';
import { marbles } from './support/marbles.js';

const connection = { open$: NEVER, close$: NEVER } as unknown as DataConnection;
const call = { close$: NEVER } as unknown as MediaConnection;
const lost = networkLost('ws://h/');

const outputs: Record<string, ShellOutput> = {
  c: { kind: 'connection', connection },
  m: { kind: 'call', call },
  d: { kind: 'disconnected', id: 'me' },
  e: { kind: 'error', error: lost },
  u: { kind: 'unavailable', peer: 'bob' },
  o: { kind: 'opened', id: 'me' },
};
const values = { c: connection, m: call, d: 'me', e: lost, u: peerUnavailable('bob') };

describe('peerStreams', () => {
  // What the shell tells, and what of it is heard by those who listen from the beginning.
  it.each([
    ['never', '    --------', '--------', '--------', '--------', '--------', '^       '],
    ['empty', '    --|-----', '--|-----', '--|-----', '--|-----', '--|-----', '^-!     '],
    ['one', '      --c|----', '--c|----', '---|----', '---|----', '---|----', '^--!    '],
    ['many', '     -ocmdeuc|', '--c----c|', '---m----|', '----d---|', '-----eu-|', '^-------!'],
    ['an error', ' -c-#----', '-c-#----', '---#----', '---#----', '---#----', '^--!    '],
  ])(
    'tell each of what is theirs, and end with the shell: %s',
    (_name, told, connections, calls, ends, errors, heard) => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const output$ = hot<ShellOutput>(told, outputs);
        const { connection$, call$, disconnected$, error$ } = peerStreams(output$, () => undefined);
        expectObservable(connection$).toBe(connections, values);
        expectObservable(call$).toBe(calls, values);
        expectObservable(disconnected$).toBe(ends, values);
        expectObservable(error$).toBe(errors, values);
        expectSubscriptions(output$.subscriptions).toBe(Array(4).fill(heard.trim()));
      })();
    },
  );

  it(
    'hold connections and calls for the first who listens, and nothing else; who leaves is not listened for',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const output$ = hot<ShellOutput>('-cmde-----c', outputs);
      const { connection$, call$, disconnected$, error$ } = peerStreams(output$, () => undefined);
      expectObservable(connection$, '------^-!').toBe('------c', values);
      expectObservable(call$, '       ------^-!').toBe('------m', values);
      expectObservable(disconnected$, '------^-!').toBe('-------', values);
      expectObservable(error$, '      ------^-!').toBe('-------', values);
      const [first, second] = ['^', '^']; // what holds listens as long as there is a Peer
      expectSubscriptions(output$.subscriptions).toBe([first, second, '------^-!', '------^-!']);
    }),
  );

  it(
    'take an end without an id for one, as of a Peer that never had one',
    marbles(({ hot, expectObservable }) => {
      const output$ = hot<ShellOutput>('-d|', { d: { kind: 'disconnected', id: undefined } });
      const { disconnected$ } = peerStreams(output$, () => undefined);
      expectObservable(disconnected$.pipe(map((id) => id ?? 'none'))).toBe('-n|', { n: 'none' });
    }),
  );
});
