import { peerConnectionContract } from './contracts/peer-connection-contract.js';
import { FakeNetwork } from './fake-network.js';
import { fakeStream } from './fake-peer-connection.js';

const network = new FakeNetwork(1);
const streams = { made: 0 };

peerConnectionContract('A peer connection of the FakeNetwork', {
  create: network.createPeerConnection,
  createStream: () => fakeStream(`stream ${String((streams.made += 1))}`, 'audio', 'video'),
});
