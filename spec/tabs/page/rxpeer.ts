import { type DataConnection, Peer, type PeerOptions } from 'rxpeer';
import type { AnyPeer } from './library.js';
import { Guest } from './guest.js';
import { playHost } from './host.js';
import { serveTab } from './serve-tab.js';
import { Receiving, Sending } from './transfer.js';

const tab = serveTab((id, options) => {
  const peer = new Peer(id, options);
  peer.status$.subscribe((status) => {
    tab.happenings.record(id, 'status', status);
    if (status === 'reconnecting') tab.happenings.record(id, status);
  });
  return peer as unknown as AnyPeer;
});

const dataConnection = (name: string): DataConnection => tab.connection(name) as unknown as DataConnection;

/** What the rows about long transfers and about memory need besides; the latter make their own Peers, that tell nobody. */
const long = {
  playHost,
  beGuest: (options: PeerOptions): void => {
    long.guest = new Guest(options);
  },
  send: (connection: string, chunks: number, interval: number): void => {
    long.sending = new Sending(dataConnection(connection), chunks, interval);
  },
  receive: (connection: string): void => {
    long.receiving = new Receiving(dataConnection(connection));
  },
  guest: undefined as Guest | undefined,
  sending: undefined as Sending | undefined,
  receiving: undefined as Receiving | undefined,
};

declare global {
  interface Window {
    long: typeof long;
  }
}
window.long = long;
