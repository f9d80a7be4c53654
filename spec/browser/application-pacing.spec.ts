import type { DataConnection } from 'rxpeer';
import { useBench } from '../support/browser/bench.js';
import { couple } from '../support/browser/couple.js';
import { nextMany } from '../support/browser/wait.js';

/** Characters of a message, and how many of them an application sends. */
const SIZE = 20_000;
const COUNT = 200;

const message = (index: number): string => String(index).padEnd(SIZE);

/** What an application on PeerJS does that looks at the channel itself. Each sends every message, if it is told when to go on. */
const WAYS: Readonly<Record<string, (connection: DataConnection, channel: RTCDataChannel) => Promise<unknown>>> = {
  'goes on with each event, and starts no second loop where one came too early': async (connection, channel) => {
    channel.bufferedAmountLowThreshold = 1024 * 1024;
    const progress = { sent: 0 };
    const sendNext = async (): Promise<void> => {
      const index = progress.sent;
      if (index === COUNT) return;
      await Promise.resolve(); // it reads a file
      connection.send(message(index));
      progress.sent = index + 1;
      if (channel.bufferedAmount <= channel.bufferedAmountLowThreshold) await sendNext();
    };
    channel.onbufferedamountlow = () => void sendNext();
    await sendNext();
  },
  'waits for each message to be gone': async (connection, channel) => {
    for (let index = 0; index < COUNT; index += 1) {
      const low = new Promise((resolve) => {
        channel.addEventListener('bufferedamountlow', resolve, { once: true });
      });
      connection.send(message(index));
      await low;
    }
  },
  'sends everything and waits for that to be gone': async (connection, channel) => {
    for (let index = 0; index < COUNT; index += 1) connection.send(message(index));
    while (channel.bufferedAmount > 0) {
      await new Promise((resolve) => {
        channel.addEventListener('bufferedamountlow', resolve, { once: true });
      });
    }
  },
  'fills up to a mark and goes on at another': async (connection, channel) => {
    channel.bufferedAmountLowThreshold = 256 * 1024;
    for (let index = 0; index < COUNT; index += 1) {
      connection.send(message(index));
      if (channel.bufferedAmount < 1024 * 1024) continue;
      await new Promise((resolve) => {
        channel.onbufferedamountlow = resolve;
      });
    }
  },
};

describe('an application that paces itself by the channel', () => {
  const bench = useBench();

  for (const [name, send] of Object.entries(WAYS)) {
    it(name, async () => {
      const { here, there } = await couple(bench, { reliable: true });
      const arrived = nextMany(there.data$, COUNT);
      await send(here, here.dataChannel as RTCDataChannel);
      expect(await arrived).toEqual(Array.from({ length: COUNT }, (_, index) => message(index)));
    });
  }
});
