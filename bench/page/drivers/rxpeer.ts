import { firstValueFrom, lastValueFrom } from 'rxjs';
import { type DataConnection, Peer, sendTo } from 'rxpeer';
import type { Driver, Link, Server } from '../driver.js';
import { serveBench } from '../serve-bench.js';

const linkOf = (connection: DataConnection): Link => ({
  send: (value) => connection.send(value),
  sendMany: async (values) => {
    await lastValueFrom(sendTo(connection)(values), { defaultValue: undefined });
  },
  close: () => connection.close(),
});

const createRxPeer = async (server: Server, id: string): Promise<Driver> => {
  const peer = new Peer(id, { ...server, secure: false, config: { iceServers: [] } });
  peer.error$.subscribe((error) => console.error(String(error)));
  await firstValueFrom(peer.open$);
  return {
    listen: (accept) => {
      peer.connection$.subscribe((connection) => connection.data$.subscribe(accept(linkOf(connection))));
    },
    connect: async (other, receive) => {
      const connection = peer.connect(other, { serialization: 'binary', reliable: true });
      connection.data$.subscribe(receive);
      await firstValueFrom(connection.open$);
      return linkOf(connection);
    },
  };
};

serveBench(createRxPeer);
