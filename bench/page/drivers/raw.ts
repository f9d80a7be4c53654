// RTCDataChannel itself, well used: reliable, ordered, paced by its own buffer.
import type { Driver, Link, Receive, Server } from '../driver.js';
import { messagesOf, valuesTo } from '../framing.js';
import { drained, isFull } from '../pacing.js';
import { Signalling } from '../signalling.js';
import { serveBench } from '../serve-bench.js';

interface Payload {
  readonly connectionId: string;
  readonly description?: RTCSessionDescriptionInit;
  readonly candidate?: RTCIceCandidateInit;
}

/** A peer connection, and the candidates that came before its remote description. */
class Negotiation {
  readonly connection = new RTCPeerConnection({ iceServers: [] });
  readonly #early: RTCIceCandidateInit[] = [];

  async describe(description: RTCSessionDescriptionInit): Promise<void> {
    await this.connection.setRemoteDescription(description);
    for (const candidate of this.#early.splice(0)) this.add(candidate); // the answer need not wait for them
  }

  add(candidate: RTCIceCandidateInit): void {
    if (this.connection.remoteDescription) void this.connection.addIceCandidate(candidate);
    else this.#early.push(candidate);
  }
}

const read = (channel: RTCDataChannel, receive: Receive): void => {
  channel.binaryType = 'arraybuffer';
  const take = valuesTo<string | ArrayBuffer>(receive, String, (message) => new Uint8Array(message as ArrayBuffer));
  channel.onmessage = ({ data }) => take(data as string | ArrayBuffer);
};

const linkOf = (channel: RTCDataChannel, connection: RTCPeerConnection): Link => {
  const write = (message: string | Uint8Array<ArrayBuffer>): void => {
    // Rarely, a channel that Chromium hands over is `connecting` again for some milliseconds when the first message is there.
    if (channel.readyState === 'connecting') {
      channel.addEventListener('open', () => write(message), { once: true });
      return;
    }
    if (typeof message === 'string') channel.send(message);
    else channel.send(message);
  };
  return {
    send: (value) => {
      for (const message of messagesOf(value)) write(message);
    },
    sendMany: async (values) => {
      for (const value of values) {
        for (const message of messagesOf(value)) {
          if (isFull(channel)) await drained(channel);
          write(message);
        }
      }
    },
    close: () => connection.close(),
  };
};

const createRaw = async (server: Server, id: string): Promise<Driver> => {
  const signalling = await Signalling.open<Payload>(server, id);
  const negotiations = new Map<string, Negotiation>();
  let accept: ((link: Link) => Receive) | undefined;

  const begin = (connectionId: string, other: string): Negotiation => {
    const negotiation = new Negotiation();
    negotiations.set(connectionId, negotiation);
    negotiation.connection.onicecandidate = ({ candidate }) => {
      if (candidate) signalling.send('CANDIDATE', other, { connectionId, candidate: candidate.toJSON() });
    };
    return negotiation;
  };

  const answer = async (connectionId: string, other: string, offer: RTCSessionDescriptionInit): Promise<void> => {
    const negotiation = begin(connectionId, other);
    const { connection } = negotiation;
    connection.ondatachannel = ({ channel }) => {
      if (accept) read(channel, accept(linkOf(channel, connection)));
      channel.onclose = () => {
        negotiations.delete(connectionId);
        connection.close();
      };
    };
    await negotiation.describe(offer);
    await connection.setLocalDescription();
    const description = connection.localDescription;
    if (description) signalling.send('ANSWER', other, { connectionId, description });
  };

  signalling.onSignal = ({ type, src, payload: { connectionId, description, candidate } }) => {
    if (type === 'OFFER' && description) void answer(connectionId, src, description);
    else if (description) void negotiations.get(connectionId)?.describe(description);
    else if (candidate) negotiations.get(connectionId)?.add(candidate);
  };

  return {
    listen: (handler) => {
      accept = handler;
    },
    connect: async (other, receive) => {
      const connectionId = crypto.randomUUID();
      const { connection } = begin(connectionId, other);
      const channel = connection.createDataChannel('bench', { ordered: true });
      read(channel, receive);
      await connection.setLocalDescription();
      const description = connection.localDescription;
      if (description) signalling.send('OFFER', other, { connectionId, description });
      await new Promise((resolve) => {
        channel.onopen = resolve;
      });
      return linkOf(channel, connection);
    },
  };
};

serveBench(createRaw);
