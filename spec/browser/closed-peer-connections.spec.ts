import { firstValueFrom, timer } from 'rxjs';
import { closedPeerConnections } from '../../lib/browser/closed-peer-connections.js';
import { newPeerConnection } from '../../lib/browser/new-peer-connection.js';
import { createPeerConnection } from '../../lib/browser/peer-connection.js';
import { useBench } from '../support/browser/bench.js';

/** More peer connections than Chromium makes for a page. */
const TOO_MANY = 550;
/** After so many that are closed the collector is told. */
const PERIOD = 50;
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

  it(
    'do not get in the way of the next one, however many, also where a page keeps much else, so that the collector waits longer',
    async () => {
      await makeMany(PERIOD);
      expect(closedPeerConnections.collect()).toBe(true); // those of other specs too
      const ballast = Array.from({ length: BALLAST }, (_, index) => ({ index }));
      const calls = watch();
      await makeMany(TOO_MANY);
      expect(calls).toEqual({ all: TOO_MANY, inVain: 0 });
      expect(ballast.length).toBe(BALLAST);
    },
    TOO_MANY * PER_CONNECTION,
  );

  it('are collected at once where nothing else helps', async () => {
    await makeMany(PERIOD);
    exhaust();
    for (let made = 0; made < PERIOD; made += 1) makeAndClose();
  });

  it('are collected at once when the browser says that there are too many, which is tried again then', async () => {
    await makeMany(PERIOD);
    const calls = watch('UnknownError', 1);
    newPeerConnection({}).close();
    expect(calls.all).toBe(2);
  });

  it('are not where that was not enough: whoever wants one is told', async () => {
    await makeMany(PERIOD);
    const calls = watch('UnknownError', 2);
    expect(() => newPeerConnection({})).toThrowMatching(({ name }: Error) => name === 'UnknownError');
    expect(calls.all).toBe(2);
  });

  it('are not where they are few, as it stops the page, and others have open what is open', async () => {
    await makeMany(PERIOD);
    const calls = watch('UnknownError', 3);
    expect(() => newPeerConnection({})).toThrow();
    expect(() => newPeerConnection({})).toThrow();
    expect(calls.all).toBe(3);
  });

  it('are not where something else is amiss', async () => {
    await makeMany(PERIOD);
    const calls = watch('SyntaxError', 1);
    expect(() => newPeerConnection({})).toThrowMatching(({ name }: Error) => name === 'SyntaxError');
    expect(calls.all).toBe(1);
  });
});
