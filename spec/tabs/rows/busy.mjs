// A page that has no time for its channel while that opens, as one does that is still loading.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { heardIn, sayAndGo } from '../say-and-go.mjs';
import { onStage } from '../stage.mjs';

/** Milliseconds in which the page does nothing else. */
const BUSY = 1_500;
/** From the answer until then: it is sent, and the channel is not open yet. */
const SOON = 12;
const MESSAGES = 20;

const cases = [
  ['RxPeer', 'rxpeer', { serialization: 'binary' }],
  ['RxPeer in order', 'rxpeer', { serialization: 'json', reliable: true }],
  ['RxPeer over none', 'rxpeer', { serialization: 'none' }],
  ['PeerJS', 'peerjs', { serialization: 'binary' }],
];

/** In the page: busy as soon as it has answered an offer. */
const beBusy = (busy, soon) => {
  const { prototype } = RTCPeerConnection;
  const { setLocalDescription } = prototype;
  prototype.setLocalDescription = async function (...args) {
    await setLocalDescription.apply(this, args);
    setTimeout(() => {
      const end = performance.now() + busy;
      while (performance.now() < end);
    }, soon);
  };
};

/** More than Chromium keeps for a channel that the page has not taken over. */
const MUCH = { messages: 200, bytes: 100_000 };

/** In the page: sends much as the connection opens. */
const sayMuch = ({ messages, bytes }) => {
  const connection = window.tab.peer('sender').connect('receiver', { label: 'much' });
  connection.on('open', () => {
    for (let index = 0; index < messages; index += 1) connection.send(new Uint8Array(bytes));
  });
};

/** Two tabs; the receiver is busy once it has answered an offer. */
async function takePlaces(stage, library) {
  const server = await stage.server();
  const sender = await stage.tab('sender');
  const receiver = await stage.tab('receiver', { library });
  await Promise.all([stage.open(sender, 'sender', server), stage.open(receiver, 'receiver', server)]);
  await receiver.page.evaluate(beBusy, BUSY, SOON);
  return { sender, receiver };
}

export function busyRows(world) {
  for (const [whom, library, options] of cases) {
    it(`what is sent and flushed as a connection opens reaches a busy page with ${whom}`, () =>
      onStage(world, async (stage) => {
        const { sender, receiver } = await takePlaces(stage, library);
        const said = Array.from({ length: MESSAGES }, (_, index) => `message ${index}`);
        assert.deepEqual(await sayAndGo(sender, 'brief', options, said), []);
        assert.deepEqual((await heardIn(receiver, 'brief')).sort(), said.sort());
      }));
  }

  it('more than the browser keeps for a busy page reaches it, since it waits at the sender', () =>
    onStage(world, async (stage) => {
      const { sender, receiver } = await takePlaces(stage, 'rxpeer');
      await sender.page.evaluate(sayMuch, MUCH);
      const end = await receiver.poll(
        'nothing was lost, nor all has come',
        (count) => {
          const told = window.tab.happenings.list('receiver/much');
          const [error] = told.filter(({ what }) => what === 'error');
          const heard = told.filter(({ what }) => what === 'data').length;
          return error?.detail ?? (heard === count && 'all has come');
        },
        MUCH.messages,
      );
      assert.equal(end, 'all has come');
    }));
}
