// The user allows camera and microphone when the Peer has long been open, then calls, or answers.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { onStage } from '../stage.mjs';

/** Milliseconds in which a peer connection is prepared. */
const PREPARING = 500;

/** Asks the user for camera and microphone, then has this end of a call, and returns the addresses that it tells. */
const callAndGather = async (role, id, other) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const peer = window.tab.peer(id);
  const ways = {
    calls: () => peer.call(other, stream),
    connects: () => peer.connect(other),
    answers: () => window.ringing,
  };
  const call = await ways[role]();
  if (role === 'answers') call.answer(stream);
  const native = call.peerConnection;
  while (native.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20));
  return [...native.localDescription.sdp.matchAll(/^a=candidate:\S+ \d+ \S+ \d+ (\S+)/gm)].map(
    ([, address]) => address,
  );
};

async function addressesOf(stage, role) {
  const server = await stage.server();
  const [mine, theirs] = [await stage.tab('mine', { where: 'asking' }), await stage.tab('theirs')];
  await stage.open(theirs, 'theirs', server);
  await stage.open(mine, 'mine', server);
  await pause(PREPARING);
  await mine.page
    .browser()
    .defaultBrowserContext()
    .overridePermissions(new URL(mine.page.url()).origin, ['camera', 'microphone']);
  if (role === 'answers') {
    await mine.page.evaluate(() => {
      window.tab.peer('mine').off('call'); // else it is answered at once
      window.ringing = new Promise((resolve) => window.tab.peer('mine').on('call', resolve));
    });
    await theirs.ask('call', 'theirs', 'mine', 'call');
  }
  return mine.page.evaluate(callAndGather, role, 'mine', 'theirs');
}

export function permittedRows(world) {
  if (world.kind !== 'chromium') return; // Firefox looks at what is captured when it gathers, and takes a fake camera for none
  for (const role of ['calls', 'answers', 'connects']) {
    it(`whoever ${role} when the user has allowed camera and microphone tells real addresses`, async () => {
      const addresses = await onStage(world, (stage) => addressesOf(stage, role));
      assert.notDeepEqual(addresses, []);
      assert.deepEqual(
        addresses.filter((address) => address.endsWith('.local')),
        [],
      );
    });
  }
}
