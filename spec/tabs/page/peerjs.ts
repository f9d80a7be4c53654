import { Peer } from 'peerjs';
import type { AnyPeer } from './library.js';
import { serveTab } from './serve-tab.js';

serveTab((id, options) => new Peer(id, options) as unknown as AnyPeer);
