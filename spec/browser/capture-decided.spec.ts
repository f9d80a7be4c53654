import { firstValueFrom, timer } from 'rxjs';
import { captureStatuses } from '../../lib/browser/capture-statuses.js';
import { createPeerConnection } from '../../lib/browser/peer-connection.js';
import type { PeerConnection } from '../../lib/ports/peer-connection.js';
import { useBench } from '../support/browser/bench.js';
import { allClosed, until } from '../support/browser/wait.js';

/** Milliseconds in which it would have been closed. */
const A_WHILE = 100;

const CAPTURES = ['camera', 'microphone'] as const;

/** A PermissionStatus that the user decides about, as the browser tells; it counts who listens. */
class Decision extends EventTarget {
  listeners = 0;

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    super.addEventListener(...args);
    this.listeners += 1;
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    super.removeEventListener(...args);
    this.listeners -= 1;
  }

  change(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** The decisions of one spec; `query` stands for the browser's, where it is not one that knows both. */
const decisions = (query?: () => Promise<PermissionStatus>) => {
  const decided = { camera: new Decision(), microphone: new Decision() };
  spyOn(navigator.permissions, 'query').and.callFake(({ name }) =>
    query && name === 'camera'
      ? query()
      : Promise.resolve(decided[name as keyof typeof decided] as unknown as PermissionStatus),
  );
  return {
    ...decided,
    listeners: () => CAPTURES.map((name) => decided[name].listeners),
  };
};

describe('a peer connection that is made before the user decides about camera and microphone', () => {
  const bench = useBench();

  const forget = (): void => {
    captureStatuses.clear();
  };
  beforeEach(forget);
  afterAll(forget);

  const create = (): PeerConnection => {
    const made = createPeerConnection({ iceServers: [] });
    bench.after(() => {
      made.close();
    });
    return made;
  };

  /** One that waits to be used, with its ears open. */
  const prepare = async (decided: ReturnType<typeof decisions>, listeners = [1, 1]): Promise<PeerConnection> => {
    const made = create();
    made.prepareOffer();
    await until(() => decided.listeners().join() === listeners.join());
    return made;
  };

  for (const name of CAPTURES) {
    it(`is closed when they decide about the ${name}: it does not tell the addresses that one made later does`, async () => {
      const decided = decisions();
      const { native } = await prepare(decided);
      expect(native.signalingState).toBe('stable');
      decided[name].change();
      await allClosed(native);
      expect(native.signalingState).toBe('closed');
    });
  }

  const offer = async () => {
    const caller = create();
    caller.createChannel('offered', { ordered: true });
    return firstValueFrom(caller.describe('offer'));
  };
  const uses: Readonly<Record<string, (made: PeerConnection) => unknown>> = {
    'has a channel': (made) => made.createChannel('used', { ordered: true }),
    'has a stream': (made) => {
      made.addStream(undefined, 'both-kinds');
    },
    'has been offered something': async (made) => firstValueFrom(made.applyRemote(await offer())),
  };
  for (const [use, act] of Object.entries(uses)) {
    it(`is left alone, and listens no more, once it ${use}`, async () => {
      const decided = decisions();
      const made = await prepare(decided);
      await act(made);
      expect(decided.listeners()).toEqual([0, 0]);
      for (const name of CAPTURES) decided[name].change();
      await firstValueFrom(timer(A_WHILE));
      expect(made.native.signalingState).not.toBe('closed');
    });
  }

  it('asks about each once a page, however many there are', async () => {
    const decided = decisions();
    await prepare(decided);
    await prepare(decided, [2, 2]);
    expect(navigator.permissions.query).toHaveBeenCalledTimes(2);
  });

  it('listens no more when it is closed', async () => {
    const decided = decisions();
    (await prepare(decided)).close();
    expect(decided.listeners()).toEqual([0, 0]);
  });

  const refusals: Readonly<Record<string, () => Promise<PermissionStatus>>> = {
    rejects: () => Promise.reject(new TypeError('no such permission')),
    throws: () => {
      throw new TypeError('no such permission');
    },
  };
  for (const [how, query] of Object.entries(refusals)) {
    it(`is none the worse for a browser that ${how} when it is asked about one of them`, async () => {
      const decided = decisions(query);
      const { native } = await prepare(decided, [0, 1]);
      expect(native.signalingState).toBe('stable');
      decided.microphone.change();
      await allClosed(native);
    });
  }
});
