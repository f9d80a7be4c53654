import { useBench } from '../support/browser/bench.js';
import { next, open, until } from '../support/browser/wait.js';

/** The peer connections that the page makes from now on, in order. */
const watchMade = (after: (cleanUp: () => void) => void): readonly RTCPeerConnection[] => {
  const made: RTCPeerConnection[] = [];
  const { RTCPeerConnection } = window;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(config?: RTCConfiguration) {
      super(config);
      made.push(this);
    }
  };
  after(() => {
    window.RTCPeerConnection = RTCPeerConnection;
  });
  return made;
};

describe('a peer connection that is made in advance', () => {
  const bench = useBench();

  it('is not used where the platform has closed it meanwhile, as Chromium does when the machine sleeps', async () => {
    const made = watchMade(bench.after);
    const [alice, bob] = [bench.peer(), bench.peer()];
    const [, id] = await Promise.all([open(alice), open(bob)]);
    await until(() => made.length === 2);
    for (const native of made) native.close();
    const connection = alice.connect(id);
    const errors: unknown[] = [];
    connection.error$.subscribe((error) => errors.push(error));
    await Promise.race([next(connection.open$), next(connection.close$)]);
    expect(errors).toEqual([]);
    expect(connection.open).toBe(true);
  });

  it('has the ICE servers that the options have when it is used', async () => {
    const made = watchMade(bench.after);
    const turn = (username: string): RTCConfiguration => ({
      iceServers: [{ urls: 'turn:192.0.2.1', username, credential: username }],
    });
    const config = turn('old');
    const alice = bench.peer({ config });
    await open(alice);
    await until(() => made.length === 1);
    Object.assign(config, turn('new'));
    const connection = alice.connect('nobody');
    expect(connection.peerConnection?.getConfiguration().iceServers?.[0]?.username).toBe('new');
    connection.close();
  });
});
