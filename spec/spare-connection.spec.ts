import { SPARE_DELAY } from '../lib/core/constants.js';
import { SpareConnection } from '../lib/spare-connection.js';
import { FakePeerConnection } from './support/fake-peer-connection.js';
import { virtually } from './support/virtual-time.js';

const setup = () => {
  const made: FakePeerConnection[] = [];
  const configs: string[] = [];
  const options: { config: RTCConfiguration } = { config: { iceServers: [] } };
  const spare = new SpareConnection(
    (config) => {
      const peerConnection = new FakePeerConnection();
      made.push(peerConnection);
      configs.push(JSON.stringify(config));
      return peerConnection;
    },
    () => options.config,
  );
  return { made, spare, configs, options };
};

describe('SpareConnection', () => {
  it(
    'makes one in advance, a moment after it was asked to, which the next one takes',
    virtually(({ pass, timers }) => {
      const { made, spare } = setup();
      spare.prepareSoon();
      pass(SPARE_DELAY - 1);
      expect(made).toHaveLength(0);
      pass(1);
      expect(made).toHaveLength(1);
      expect(timers()).toBe(0);
      expect(spare.take()).toBe(made[0]);
      expect(made).toHaveLength(1);
      expect(spare.take()).toBe(made[1]);
    }),
  );

  it(
    'makes none in advance with a configuration that has no text, of which nobody knows whether it changes',
    virtually(({ pass }) => {
      const { made, spare, options } = setup();
      spare.prepareSoon();
      pass(SPARE_DELAY);
      Object.assign(options.config, { itself: options.config });
      spare.prepareSoon();
      pass(SPARE_DELAY);
      expect(made.map(({ closes }) => closes)).toEqual([1]);
    }),
  );

  it(
    'has the offer ready, and makes none for one that is needed at once',
    virtually(({ pass }) => {
      const { made, spare } = setup();
      spare.prepareSoon();
      pass(SPARE_DELAY);
      spare.take();
      spare.take();
      for (const peerConnection of made) peerConnection.describe('offer').subscribe();
      expect(made.map(({ asked }) => asked)).toEqual([['applyLocal'], ['createOffer', 'applyLocal']]);
    }),
  );

  it(
    'waits until nothing happens for a moment',
    virtually(({ pass }) => {
      const { made, spare } = setup();
      spare.prepareSoon();
      pass(SPARE_DELAY - 1);
      spare.prepareSoon();
      pass(SPARE_DELAY - 1);
      expect(made).toHaveLength(0);
      pass(1);
      expect(made).toHaveLength(1);
    }),
  );

  it(
    'makes one only, however often it is asked to',
    virtually(({ pass }) => {
      const { made, spare } = setup();
      for (let times = 0; times < 3; times += 1) {
        spare.prepareSoon();
        pass(SPARE_DELAY);
      }
      expect(made).toHaveLength(1);
    }),
  );

  it(
    'makes one at once where none is ready',
    virtually(({ pass }) => {
      const { made, spare } = setup();
      spare.prepareSoon();
      expect(spare.take()).toBe(made[0]);
      pass(SPARE_DELAY);
      expect(made).toHaveLength(2);
    }),
  );

  it(
    'closes the one that is ready, and makes none, when none is wanted; and goes on when one is',
    virtually(({ pass, timers }) => {
      const { made, spare } = setup();
      spare.release();
      spare.prepareSoon();
      pass(SPARE_DELAY);
      spare.release();
      expect(made.map(({ closes }) => closes)).toEqual([1]);
      spare.prepareSoon();
      spare.release();
      expect(timers()).toBe(0);
      pass(SPARE_DELAY);
      expect(made).toHaveLength(1);
      spare.prepareSoon();
      pass(SPARE_DELAY);
      expect(spare.take()).toBe(made[1]);
      spare.release();
      expect(made.map(({ closes }) => closes)).toEqual([1, 0]);
    }),
  );

  it(
    'makes a new one where that is asked for, and keeps none that is older',
    virtually(({ pass }) => {
      const { made, spare } = setup();
      spare.prepareSoon();
      pass(SPARE_DELAY);
      expect(spare.takeNew()).toBe(made[1]);
      expect(spare.take()).toBe(made[2]);
      expect(made.map(({ closes }) => closes)).toEqual([1, 0, 0]);
    }),
  );

  it(
    'hands out none that the platform has closed, as Chromium does when the machine sleeps, but makes another',
    virtually(({ pass }) => {
      const { made, spare } = setup();
      spare.prepareSoon();
      pass(SPARE_DELAY);
      Object.assign(made[0]?.native ?? {}, { signalingState: 'closed' });
      expect(spare.take()).toBe(made[1]);
      spare.prepareSoon();
      pass(SPARE_DELAY);
      Object.assign(made[2]?.native ?? {}, { signalingState: 'closed' });
      spare.prepareSoon();
      pass(SPARE_DELAY);
      expect(spare.take()).toBe(made[3]);
    }),
  );

  it(
    'hands out none that was made with other ICE servers than there are now, and keeps none such',
    virtually(({ pass }) => {
      const { made, spare, configs, options } = setup();
      const server = { urls: 'turn:turn.example', username: 'a', credential: '1' };
      spare.prepareSoon();
      pass(SPARE_DELAY);
      options.config = { iceServers: [server] }; // another one
      expect(spare.take()).toBe(made[1]);
      spare.prepareSoon();
      pass(SPARE_DELAY);
      server.credential = '2'; // the same one, changed
      spare.prepareSoon();
      pass(SPARE_DELAY);
      expect(spare.take()).toBe(made[3]);
      expect(made.map(({ closes }) => closes)).toEqual([1, 0, 1, 0]);
      expect(configs[3]).toContain('"credential":"2"');
    }),
  );

  it(
    'leaves a platform that refuses to whoever needs a connection',
    virtually(({ pass }) => {
      const spare = new SpareConnection(
        () => {
          throw new Error('too many');
        },
        () => ({}),
      );
      spare.prepareSoon();
      pass(SPARE_DELAY);
      expect(() => spare.take()).toThrow('too many');
    }),
  );
});
