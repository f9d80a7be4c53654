import { forkServer } from '../../scripts/fork-server.mjs';

/**
 * Starts a server that looks like a PeerServer and misbehaves as the client's `key` asks (rogue-server-process.mjs):
 * resolves with { host, port, close }.
 */
export const startRogueServer = () => forkServer(new URL('./rogue-server-process.mjs', import.meta.url));
