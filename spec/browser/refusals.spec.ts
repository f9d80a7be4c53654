import { useBench } from '../support/browser/bench.js';
import { connectTo, ring } from '../support/browser/couple.js';
import { canvasAndTone } from '../support/browser/media.js';
import { count, expectOneClose, recordCall, recordConnection } from '../support/browser/record.js';
import { next, nextError, open } from '../support/browser/wait.js';

/** Milliseconds in which both sides know: a way through the server and back, on a busy machine. By itself neither would notice. */
const AT_ONCE = 5_000;

describe('between two RxPeers', () => {
  const bench = useBench();

  it('a call that is declined closes at both ends at once, with the reason', async () => {
    const { outgoing, incoming } = await ring(bench, canvasAndTone(bench));
    const told = [recordCall(outgoing), recordCall(incoming)];
    const refused = nextError(outgoing, 'connection-closed');
    const closed = Promise.all([next(outgoing.close$, AT_ONCE), next(incoming.close$, AT_ONCE)]);
    incoming.close({ reason: 'busy' });
    expect((await refused).message).toContain('busy');
    await closed;
    expect([outgoing.closeReason, incoming.closeReason]).toEqual(['busy', 'busy']);
    for (const each of told) expectOneClose(each);
    expect(incoming.peerConnection).toBeUndefined();
  });

  it('a call that is cancelled before it is answered closes at both ends at once, with the reason', async () => {
    const { bob, alice, outgoing, incoming } = await ring(bench, canvasAndTone(bench));
    const told = recordCall(incoming);
    const closed = next(incoming.close$, AT_ONCE);
    outgoing.close({ reason: 'wrong number' });
    await closed;
    expect([outgoing.closeReason, incoming.closeReason]).toEqual(['wrong number', 'wrong number']);
    expect(count(told, 'error$')).toBe(0); // whoever is called has done nothing that could fail
    expect([alice.connections, bob.connections].map((all) => Object.keys(all))).toEqual([[], []]);
  });

  it('an answer to a call that was cancelled changes nothing', async () => {
    const { outgoing, incoming } = await ring(bench, canvasAndTone(bench));
    const closed = next(incoming.close$, AT_ONCE);
    outgoing.close();
    await closed;
    incoming.answer(canvasAndTone(bench));
    expect([incoming.open, incoming.peerConnection]).toEqual([false, undefined]);
  });

  it('a connection whose serialization the other side does not know fails there and here', async () => {
    const serializers = {
      mine: { framing: 'bare', encode: (value: unknown) => String(value), decode: String },
    } as const;
    const [alice, bob] = [bench.peer({ serializers }), bench.peer()];
    await open(bob);
    const connection = alice.connect(await open(bob), { serialization: 'mine' });
    const told = recordConnection(connection);
    expect((await nextError(connection, 'connection-closed')).message).toContain('Serialization "mine" is unknown');
    expectOneClose(told);
    const { here, there } = await connectTo(alice, bob);
    expect([here.open, there.open]).toEqual([true, true]);
  });
});
