import { forkServer } from '../../scripts/fork-server.mjs';

/** Starts a real PeerServer on a free port of 127.0.0.1: resolves with { host, port, path, key, close }. */
export const startPeerServer = (options = {}) =>
  forkServer(new URL('./peer-server-process.mjs', import.meta.url), {
    host: '127.0.0.1',
    port: 0,
    path: '/',
    key: 'peerjs',
    allow_discovery: true,
    ...options,
  });
