import type { PeerOptions } from 'rxpeer';

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

/** The PeerServer that `npm start` runs beside this page. On one machine no STUN server is needed, nor the internet. */
export const serverOptions = ({ hostname, port, protocol }: Location): PeerOptions => ({
  host: '/',
  port: Number(port) || (protocol === 'https:' ? 443 : 80),
  path: '/peerjs',
  ...(isLoopback(hostname) ? { config: { iceServers: [] } } : {}),
});
