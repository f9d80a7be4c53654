import { CHANNEL_SETTLING, FLUSH_GRACE, HIGH_WATER_MARK, LOW_WATER_MARK } from '../../lib/core/constants.js';
import { createJson } from '../../lib/serialization/json.js';
import { raw } from '../../lib/serialization/raw.js';
import { asleep } from '../support/asleep.js';
import { virtually } from '../support/virtual-time.js';
import { CLOSE_REQUEST, runData } from './run-data.js';

/** What was told, but for how much waits. */
const butWaiting = (told: readonly string[]): string[] => told.filter((line) => !line.startsWith('waiting'));

describe('dataPipeline, asked to flush', () => {
  it(
    'closes at once before it is open: there is nothing to deliver',
    virtually(() => {
      for (const side of ['offers', 'answers'] as const) {
        const { flush, told, isFree } = runData({ side });
        flush();
        expect(told()).toEqual(['closed by this-side', 'complete']);
        expect(isFree()).toBe(true);
      }
    }),
  );

  it(
    'asks the other side to close, after everything that was sent, and waits until it does',
    virtually(({ timers }) => {
      const { channel, send, flush, sent, told, isFree } = runData();
      channel.open();
      send('a', 'b');
      flush();
      expect(sent()).toEqual(['"a"', '"b"', CLOSE_REQUEST]);
      channel.drain();
      expect(channel.readyState).toBe('open');
      expect(told()).toEqual(['opened']);
      channel.closeFromAfar();
      expect(told()).toEqual(['opened', 'closed by this-side', 'complete']);
      expect(isFree()).toBe(true);
      expect(timers()).toBe(0);
    }),
  );

  it(
    'delivers what waits first, however long that takes',
    virtually(({ pass }) => {
      const { channel, send, flush, sent, told } = runData();
      channel.open();
      channel.fill(HIGH_WATER_MARK + 1);
      send('a');
      flush();
      pass(10 * FLUSH_GRACE);
      expect(sent()).toEqual([]);
      expect(channel.readyState).toBe('open');
      channel.drain();
      expect(sent()).toEqual(['"a"', CLOSE_REQUEST]);
      channel.closeFromAfar();
      expect(told()).toEqual(['opened', 'waiting 1', 'waiting 0', 'closed by this-side', 'complete']);
    }),
  );

  it.each([
    ['where both sides have asked to close', createJson()],
    ['where nobody asks', raw],
  ])('leaves the channel open until the platform has little left to send, %s', (_name, codec) => {
    virtually(({ pass }) => {
      const { channel, flush } = runData({ codec });
      channel.open();
      channel.fill(HIGH_WATER_MARK - 100);
      flush();
      if (codec !== raw) channel.receive(CLOSE_REQUEST);
      pass(10 * FLUSH_GRACE);
      expect(channel.readyState).toBe('open');
      channel.drain(HIGH_WATER_MARK - LOW_WATER_MARK);
      pass(0);
      expect(channel.readyState).toBe('closing');
    })();
  });

  it(
    'waits for nothing where the platform holds just as much as it may: it would not tell of having drained',
    virtually(({ pass }) => {
      const { channel, flush } = runData({ reliable: false });
      channel.open();
      pass(CHANNEL_SETTLING);
      channel.fill(LOW_WATER_MARK);
      flush();
      pass(0);
      expect(channel.readyState).toBe('closing');
    }),
  );

  it(
    'delivers everything although the other side asks to close, which then is being flushed too',
    virtually(({ pass, timers }) => {
      for (const when of ['before it is handed over', 'afterwards'] as const) {
        const { channel, send, flush, sent, told, isFree } = runData();
        channel.open();
        channel.fill(HIGH_WATER_MARK + 1);
        send('a');
        flush();
        if (when === 'afterwards') channel.drain();
        channel.receive('1');
        channel.receive(CLOSE_REQUEST);
        channel.drain();
        expect(sent()).toEqual(['"a"', CLOSE_REQUEST]);
        expect(channel.readyState).toBe(when === 'afterwards' ? 'closed' : 'closing');
        channel.drain();
        expect(butWaiting(told())).toEqual(['opened', 'data 1 (1)', 'closed by this-side', 'complete']);
        expect(isFree()).toBe(true);
        expect(timers()).toBe(0);
        pass(1);
      }
    }),
  );

  it(
    'is too late once the other side has asked to close, also for those who hear of what is lost by that',
    virtually(({ timers }) => {
      const { channel, send, flush, told, isFree } = runData({
        heard: ({ kind }) => {
          if (kind === 'error') flush();
        },
      });
      channel.open();
      channel.fill(HIGH_WATER_MARK + 1);
      send('a');
      channel.receive(CLOSE_REQUEST);
      expect(butWaiting(told())).toEqual(['opened', 'error connection-closed', 'closed by this-side', 'complete']);
      expect(isFree()).toBe(true);
      expect(timers()).toBe(0);
    }),
  );

  it(
    'waits for the other side to close, and no longer than the grace, after which nobody knows what has arrived',
    virtually(({ pass, timers }) => {
      const { channel, send, flush, told, isFree } = runData();
      channel.open();
      send('a');
      flush('that was all');
      pass(FLUSH_GRACE - 1);
      expect(told()).toEqual(['opened']);
      pass(1);
      const last = 'closed by other-side: that was all';
      expect(told()).toEqual(['opened', 'failed connection-closed', last, 'complete']);
      expect(isFree()).toBe(true);
      expect(timers()).toBe(0);
    }),
  );

  it(
    'waits longer while the other side goes on sending, as one does that is being flushed too',
    virtually(({ pass, timers }) => {
      const { channel, flush, told } = runData();
      channel.open();
      flush();
      for (const message of ['1', '2', '3']) {
        pass(FLUSH_GRACE - 1);
        channel.receive(message);
      }
      pass(FLUSH_GRACE - 1);
      const heard = ['opened', 'data 1 (1)', 'data 2 (1)', 'data 3 (1)'];
      expect(told()).toEqual(heard);
      channel.receive(CLOSE_REQUEST);
      expect(channel.readyState).toBe('closing');
      channel.drain();
      expect(told()).toEqual([...heard, 'closed by this-side', 'complete']);
      expect(timers()).toBe(0);
    }),
  );

  it(
    'hears, after the page has slept or was busy for longer than the grace, that the other side closed meanwhile',
    asleep(({ wake }) => {
      const { channel, send, flush, told } = runData();
      channel.open();
      send('a');
      flush();
      wake(); // timers come before what the network has brought
      channel.closeFromAfar();
      expect(told()).toEqual(['opened', 'closed by this-side', 'complete']);
    }),
  );

  it(
    'sends nothing that comes after, and flushes once',
    virtually(() => {
      const { channel, value$, flush, sent, told, outputs } = runData();
      channel.open();
      flush();
      value$.next({ kind: 'value', value: 'late', ticket: 1 });
      flush('once more');
      expect(sent()).toEqual([CLOSE_REQUEST]);
      expect(told()).toEqual(['opened', 'error connection-closed']);
      expect(outputs.at(-1)).toMatchObject({ ticket: 1 });
      channel.closeFromAfar();
      expect(outputs.at(-1)).toEqual({ kind: 'closed', by: 'this-side', reason: 'once more' });
    }),
  );

  it(
    'still hears what the other side says meanwhile',
    virtually(() => {
      const { channel, flush, told } = runData();
      channel.open();
      flush();
      channel.receive('1');
      expect(told()).toEqual(['opened', 'data 1 (1)']);
    }),
  );

  it(
    'says what is lost where the other side closes before it is delivered',
    virtually(() => {
      const { channel, send, flush, told, isFree } = runData();
      channel.open();
      channel.fill(HIGH_WATER_MARK + 1);
      send('a');
      flush();
      channel.closeFromAfar();
      expect(told().slice(2)).toEqual(['error connection-closed', 'waiting 0', 'closed by this-side', 'complete']);
      expect(isFree()).toBe(true);
    }),
  );

  it(
    'can be closed at once after all',
    virtually(({ timers }) => {
      const { channel, send, flush, close, told, isFree } = runData();
      channel.open();
      send('a');
      flush();
      close();
      expect(told()).toEqual(['opened', 'closed by this-side', 'complete']);
      expect(isFree()).toBe(true);
      expect(timers()).toBe(0);
    }),
  );
});
