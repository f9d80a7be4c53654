// The network between the pages is long, and loses packets.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { heardIn, sayAndGo } from '../say-and-go.mjs';
import { isSoak } from '../soak.mjs';
import { onStage } from '../stage.mjs';

const CONDITIONS = { delay: 50, jitter: 5, loss: 0.02 };
/** At the same time. Most of them lose a packet or two. */
const CONNECTIONS = isSoak ? 40 : 8;
/** Some dozens of packets, all in all. */
const MESSAGES = 200;
const CHARACTERS = 180;

const cases = [
  ['RxPeer', 'rxpeer', { serialization: 'binary' }],
  ['RxPeer in order', 'rxpeer', { serialization: 'json', reliable: true }],
  ['RxPeer over none', 'rxpeer', { serialization: 'none', reliable: true }],
  ['PeerJS', 'peerjs', { serialization: 'binary' }],
  ['PeerJS in order', 'peerjs', { serialization: 'binary', reliable: true }],
];

const textsOf = (label) =>
  Array.from({ length: MESSAGES }, (_, index) => `${label}, ${index} `.padEnd(CHARACTERS, 'x'));

const inOrder = (texts, { reliable }) => (reliable ? texts : texts.toSorted());

export function lossyRows(world) {
  for (const [whom, library, options] of cases) {
    it(`what is sent and flushed as connections open reaches ${whom} over a network that loses packets`, (t) =>
      onStage(world, async (stage) => {
        const network = stage.network(CONDITIONS);
        const server = await stage.server();
        const sender = await stage.tab('sender');
        const receiver = await stage.tab('receiver', { library });
        await Promise.all([network.join(sender.page, 'left'), network.join(receiver.page, 'right')]);
        await Promise.all([stage.open(sender, 'sender', server), stage.open(receiver, 'receiver', server)]);
        const labels = Array.from({ length: CONNECTIONS }, (_, index) => `connection ${index}`);
        await Promise.all(
          labels.map(async (label) => {
            const said = textsOf(label);
            assert.deepEqual(await sayAndGo(sender, label, options, said), []);
            assert.deepEqual(inOrder(await heardIn(receiver, label), options), inOrder(said, options));
          }),
        );
        t.diagnostic(`${network.lost} packets lost`);
        assert.ok(network.lost > 0);
      }));
  }
}
