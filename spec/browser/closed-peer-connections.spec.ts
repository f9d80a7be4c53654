import { firstValueFrom, timer } from 'rxjs';
import { closedPeerConnections } from '../../lib/browser/closed-peer-connections.js';
import { newPeerConnection } from '../../lib/browser/new-peer-connection.js';
import { createPeerConnection } from '../../lib/browser/peer-connection.js';
import { useBench } from '../support/browser/bench.js';

/** More peer connections than Chromium makes for a page. */
const TOO_MANY = 700;
/** After so many that are closed the collector is told. */
const PERIOD = 50;
/** Bytes it is told of then, at least: 64 MiB do not help on a page that keeps 50 MB. */
const LEAST_NOTICE = 128 * 1_024 * 1_024;
/** So many times, until the sizes come round again. */
const NOTICES = 4;
/** Milliseconds for one peer connection on a busy machine. */
const PER_CONNECTION = 50;
/** Objects that the page keeps. Seen to be enough: with notices of 64 MiB one is refused. */
const BALLAST = 1_000_000;

const makeAndClose = (): void => {
  const connection = createPeerConnection({});
  connection.createChannel('short', { ordered: true });
  connection.close();
  expect(connection.native.signalingState).toBe('closed');
};

const makeMany = async (count: number): Promise<void> => {
  for (let made = 0; made < count; made += 1) {
    makeAndClose();
    await firstValueFrom(timer(0));
  }
};

/** Those of others on the page, who tell the collector nothing: until the browser makes no more, where it ever does. */
const exhaust = (): void => {
  try {
    for (let made = 0; made < TOO_MANY; made += 1) new RTCPeerConnection().close();
  } catch {
    // As many as there may be.
  }
};

describe('closed peer connections, of which Chromium counts 500 until they are collected,', () => {
  const bench = useBench();

  /** Has the constructor refuse, for one spec; tells how often it was called, and how often in vain. */
  const watch = (name = '', times = 0) => {
    const native = window.RTCPeerConnection;
    const calls = { all: 0, inVain: 0 };
    class Watched extends native {
      constructor(config?: RTCConfiguration) {
        calls.all += 1;
        try {
          if (calls.all <= times) throw new DOMException('Cannot create so many PeerConnections', name);
          super(config);
        } catch (error) {
          calls.inVain += 1;
          throw error;
        }
      }
    }
    window.RTCPeerConnection = Watched;
    bench.after(() => {
      window.RTCPeerConnection = native;
    });
    return calls;
  };

  beforeEach(() => makeMany(PERIOD)); // so many that it is worth collecting them

  it(
    'do not get in the way of the next one, however many, also where a page keeps much else, so that the collector waits longer',
    async () => {
      expect(closedPeerConnections.collect()).toBe(true); // those of other specs too
      const ballast = Array.from({ length: BALLAST }, (_, index) => ({ index }));
      const calls = watch();
      await makeMany(TOO_MANY);
      expect(calls).toEqual({ all: TOO_MANY, inVain: 0 });
      expect(ballast.length).toBe(BALLAST);
    },
    TOO_MANY * PER_CONNECTION,
  );

  it('have the collector told of 128 MiB or more, once for so many, and given back at once: kept, it puts the next look off', async () => {
    const given: number[] = [];
    const prototype = ArrayBuffer.prototype as ArrayBuffer & { transfer: (bytes: number) => unknown };
    const native = Object.getOwnPropertyDescriptor(prototype, 'transfer')?.value as typeof prototype.transfer;
    const transfer = spyOn(prototype, 'transfer').and.callFake(function (this: ArrayBuffer, bytes) {
      given.push(this.byteLength);
      return Reflect.apply(native, this, [bytes]);
    });
    await makeMany(NOTICES * PERIOD);
    // The count is the page's: one that another spec has closed may come in, and one of these be closed a turn later.
    expect(Math.abs(given.length - NOTICES)).toBeLessThanOrEqual(1);
    expect(Math.min(...given)).toBeGreaterThanOrEqual(LEAST_NOTICE);
    expect(transfer.calls.allArgs()).toEqual(Array<[number]>(given.length).fill([0]));
  });

  it('are collected at once where nothing else helps', () => {
    exhaust();
    for (let made = 0; made < PERIOD; made += 1) makeAndClose();
  });

  it('are collected at once when the browser says that there are too many, which is tried again then', () => {
    const calls = watch('UnknownError', 1);
    newPeerConnection({}).close();
    expect(calls.all).toBe(2);
  });

  const toldNonetheless = [
    { where: 'that was not enough', name: 'UnknownError', times: 2 },
    { where: 'something else is amiss, which is not tried again', name: 'SyntaxError', times: 1 },
  ];
  for (const { where, name, times } of toldNonetheless) {
    it(`are no reason to hide an error where ${where}`, () => {
      const calls = watch(name, times);
      expect(() => newPeerConnection({})).toThrowMatching((error: Error) => error.name === name);
      expect(calls.all).toBe(times);
    });
  }

  it('are not collected where they are few, as it stops the page, and others have open what is open', () => {
    const calls = watch('UnknownError', 3);
    expect(() => newPeerConnection({})).toThrow();
    expect(() => newPeerConnection({})).toThrow();
    expect(calls.all).toBe(3);
  });
});
