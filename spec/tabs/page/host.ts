import { Peer, type PeerOptions } from 'rxpeer';
import { picture } from './picture.js';

export const HOST = 'host';

/** What the host does with a connection: the label of a data connection, or the metadata of a call. */
export type Order = 'wait' | 'close' | 'refuse' | 'connect back';

/** Waits for one event, with a plain listener. */
export const event = (listen: (done: () => void) => unknown): Promise<void> =>
  new Promise((resolve) => {
    listen(resolve);
  });

/** The page that is not measured: does with each connection what it is ordered. */
export const playHost = async (options: PeerOptions): Promise<void> => {
  const peer = new Peer(HOST, options);
  const stream = picture();
  peer.on('connection', (connection) => {
    const order = connection.label as Order;
    if (order === 'refuse') connection.close({ reason: 'refused' });
    connection.on('data', (data) => {
      connection.send(data);
      if (order === 'close') connection.close({ flush: true });
      if (order === 'connect back') peer.connect(connection.peer, { reliable: true });
    });
  });
  peer.on('call', (call) => {
    const order = call.metadata as Order;
    if (order === 'refuse') {
      call.close({ reason: 'refused' });
      return;
    }
    if (order === 'close') call.on('willCloseOnRemote', () => call.close());
    call.answer(stream);
  });
  await event((done) => peer.on('open', () => done()));
};
