// A stream of bytes, in and out; what a message is, and values, is the application's business.
import type { Driver, Link, Receive, Server } from '../driver.js';
import { messagesOf, valuesTo } from '../framing.js';
import { Signalling } from '../signalling.js';
import { serveBench } from '../serve-bench.js';

interface Payload {
  readonly connectionId: string;
  readonly signal: SimplePeerSignal;
}

const read = (peer: SimplePeer, receive: Receive): void => {
  const decoder = new TextDecoder();
  const take = valuesTo<Uint8Array>(
    receive,
    (message) => decoder.decode(message),
    (message) => message,
  );
  peer.on('data', take);
};

const drain = (peer: SimplePeer): Promise<void> =>
  new Promise((resolve) => {
    peer.once('drain', resolve);
  });

const linkOf = (peer: SimplePeer): Link => ({
  send: (value) => {
    for (const message of messagesOf(value)) peer.send(message);
  },
  sendMany: async (values) => {
    for (const value of values) {
      for (const message of messagesOf(value)) {
        if (!peer.write(message)) await drain(peer);
      }
    }
  },
  close: () => peer.destroy(),
});

const createSimplePeer = async (server: Server, id: string): Promise<Driver> => {
  const signalling = await Signalling.open<Payload>(server, id);
  const peers = new Map<string, SimplePeer>();
  let accept: ((link: Link) => Receive) | undefined;

  const begin = (connectionId: string, other: string, initiator: boolean): SimplePeer => {
    const peer = new SimplePeer({ initiator, config: { iceServers: [] }, objectMode: false });
    peers.set(connectionId, peer);
    peer.on('signal', (signal) => {
      const type = signal.candidate ? 'CANDIDATE' : signal.type === 'answer' ? 'ANSWER' : 'OFFER';
      signalling.send(type, other, { connectionId, signal });
    });
    peer.on('close', () => peers.delete(connectionId));
    peer.on('error', (error) => console.error(String(error))); // also where the other side closes
    return peer;
  };

  signalling.onSignal = ({ src, payload: { connectionId, signal } }) => {
    let peer = peers.get(connectionId);
    if (!peer && signal.type === 'offer' && accept) {
      peer = begin(connectionId, src, false);
      read(peer, accept(linkOf(peer)));
    }
    peer?.signal(signal);
  };

  return {
    listen: (handler) => {
      accept = handler;
    },
    connect: (other, receive) =>
      new Promise((resolve) => {
        const peer = begin(crypto.randomUUID(), other, true);
        read(peer, receive);
        peer.on('connect', () => resolve(linkOf(peer)));
      }),
  };
};

serveBench(createSimplePeer);
