// Script tag, in place of PeerJS's own: the names that its pages know.
import { Peer, PeerError, util } from './everything.js';

Object.assign(globalThis, { peerjs: { Peer, PeerError, util }, Peer });
