import { filter, fromEvent, Subject } from 'rxjs';
import type { DataConnection, MediaConnection, Peer } from 'rxpeer';
import type { Bench } from './bench.js';
import { connectTo } from './couple.js';
import { canvasAndTone } from './media.js';
import { rogueOptions, rogueUrl, uniqueId } from './page.js';
import { next, open, until } from './wait.js';

/** Bob, whose server says what the spec wants, and his friend Alice, whose connections with him must not suffer. */
export interface Puppet {
  readonly bob: Peer;
  readonly alice: Peer;
  /** Says something to Bob, in the name of his server: a message, or a text as it is. */
  readonly say: (...messages: readonly (object | string)[]) => void;
  /** Waits until Bob has heard everything that was said before. */
  readonly heard: () => Promise<void>;
  /** The lines that Bob has logged, warnings and errors. */
  readonly log: readonly string[];
  /** Bob's ends of what he has with Alice. */
  readonly friendly: readonly (DataConnection | MediaConnection)[];
  /** Expects that they are open, and that data travels both ways. */
  readonly expectUnharmed: () => Promise<void>;
}

export const puppet = async (bench: Bench): Promise<Puppet> => {
  const options = rogueOptions('puppet');
  const line$ = new Subject<string>();
  const log: string[] = [];
  line$.subscribe((line) => log.push(line));
  const alice = bench.peer(options, uniqueId('alice'));
  const logFunction = (_level: unknown, ...rest: unknown[]): void => {
    line$.next(rest.map(String).join(' '));
  };
  const bob = bench.peer({ ...options, debug: 2, logFunction }, uniqueId('bob'));
  await Promise.all([open(alice), open(bob)]);

  const socket = new WebSocket(`${rogueUrl('puppeteer')}&id=${encodeURIComponent(bob.id ?? '')}`);
  bench.after(() => {
    socket.close();
  });
  await next(fromEvent(socket, 'open'));
  const say: Puppet['say'] = (...messages) => {
    for (const message of messages) socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  };

  const chat = await connectTo(bob, alice, { reliable: true });
  const ring = next(alice.call$);
  const call = bob.call(alice.id ?? '', canvasAndTone(bench));
  (await ring).answer();
  await until(() => call.open);

  const asked = { last: 0 };
  return {
    alice,
    bob,
    say,
    log,
    heard: async () => {
      const connectionId = `question ${String((asked.last += 1))}`;
      const answered = next(line$.pipe(filter((text) => text.startsWith(`${connectionId} from`))));
      const payload = { sdp: { type: 'offer', sdp: '-' }, type: 'data', connectionId, serialization: 'unknown' };
      say({ type: 'OFFER', src: 'messenger', payload }); // refused in the log, when all that came before has been heard
      await answered;
    },
    friendly: [chat.here, call],
    expectUnharmed: async () => {
      for (const [from, to] of [
        [chat.here, chat.there],
        [chat.there, chat.here],
      ] as const) {
        const arrives = next(to.data$);
        from.send('still here');
        expect(await arrives).toBe('still here');
      }
      expect([chat.here.open, chat.there.open, call.open]).toEqual([true, true, true]);
      expect(bob.open).toBe(true);
    },
  };
};
