// The user allows camera and microphone when the Peer has long been open, then connects, calls and answers.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { onStage } from '../stage.mjs';

/** Milliseconds in which a peer connection is prepared. */
const PREPARING = 500;

/** Captures, then has each kind of connection with the other one, and returns the addresses that this end tells for each. */
const gather = async (id, other) => {
  const peer = window.tab.peer(id);
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const connected = peer.connect(other); // first: what there is in advance is for data
  const answered = await window.ringing;
  answered.answer(stream);
  const ends = { connected, called: peer.call(other, stream), answered };
  const told = {};
  for (const [way, { peerConnection }] of Object.entries(ends)) {
    while (peerConnection.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20));
    const { sdp } = peerConnection.localDescription;
    told[way] = [...sdp.matchAll(/^a=candidate:\S+ \d+ \S+ \d+ (\S+)/gm)].map(([, address]) => address);
  }
  return told;
};

async function addressesTold(stage) {
  const server = await stage.server();
  const [mine, theirs] = [await stage.tab('mine', { where: 'asking' }), await stage.tab('theirs')];
  await stage.open(theirs, 'theirs', server);
  await stage.open(mine, 'mine', server);
  await mine.page.evaluate(() => {
    window.tab.peer('mine').off('call'); // else it is answered at once
    window.ringing = new Promise((resolve) => window.tab.peer('mine').on('call', resolve));
  });
  await theirs.ask('call', 'theirs', 'mine', 'call');
  await pause(PREPARING);
  const context = mine.page.browser().defaultBrowserContext();
  await context.overridePermissions(new URL(mine.page.url()).origin, ['camera', 'microphone']);
  return mine.page.evaluate(gather, 'mine', 'theirs');
}

export function permittedRows(world) {
  if (world.kind !== 'chromium') return; // Firefox looks at what is captured when it gathers, and takes a fake camera for none
  it('whoever connects, calls and answers when the user has allowed to capture tells real addresses', async () => {
    const told = await onStage(world, addressesTold);
    for (const [way, addresses] of Object.entries(told)) {
      assert.notDeepEqual(addresses, [], way);
      assert.ok(!addresses.some((address) => address.endsWith('.local')), `${way}: ${addresses.join(' ')}`);
    }
  });
}
