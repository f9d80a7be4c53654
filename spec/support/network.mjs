import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';

/** Milliseconds between two looks at what is due. */
const TICK = 1;
/** Bytes of a packet that neither page sees: the headers of IPv4 and UDP. */
const HEADERS = 28;
/** Bytes that wait for this process: what is lost is to be lost on purpose. */
const SOCKET_BYTES = 4 * 1024 ** 2;

const other = { left: 'right', right: 'left' };

/** In the page: what it learns of addresses of the other side leads through the network. Candidates for TCP are left out. */
const reroute = (origin) => {
  const { prototype } = RTCPeerConnection;
  const { addIceCandidate, setRemoteDescription } = prototype;
  // candidate:<foundation> <component> <transport> <priority> <address> <port> … (RFC 8839, section 5.1)
  const rerouted = async (candidate) => {
    const [foundation, component, transport, priority, address, port, ...rest] = candidate.split(' ');
    if (transport.toLowerCase() !== 'udp') return undefined;
    const door = await (await fetch(`${origin}?${new URLSearchParams({ address, port })}`)).text();
    return [foundation, component, transport, priority, address, door, ...rest].join(' ');
  };
  const rewritten = async (line) => {
    if (!line.startsWith('a=candidate:')) return line;
    const candidate = await rerouted(line.slice('a='.length));
    return candidate ? `a=${candidate}` : [];
  };
  prototype.addIceCandidate = async function (init) {
    if (!init?.candidate) return addIceCandidate.call(this, init);
    const candidate = await rerouted(init.candidate);
    if (!candidate) return undefined;
    const { sdpMid, sdpMLineIndex, usernameFragment } = init;
    return addIceCandidate.call(this, { candidate, sdpMid, sdpMLineIndex, usernameFragment });
  };
  prototype.setRemoteDescription = async function ({ type, sdp }) {
    const lines = await Promise.all(sdp.split('\r\n').map(rewritten));
    return setRemoteDescription.call(this, { type, sdp: lines.flat().join('\r\n') });
  };
};

/** One way through the network: packets come late, in another order, or not at all. */
class Way {
  #conditions;
  /** When what is on the wire has left it. */
  #free = 0;
  /** What is under way, in the order of its arrival. */
  #packets = [];
  lost = 0;

  constructor(conditions) {
    this.#conditions = conditions;
  }

  carry(bytes, deliver) {
    const { delay, jitter, loss, rate, queue } = this.#conditions();
    const now = performance.now();
    const start = Math.max(now, this.#free);
    if (Math.random() < loss || start - now > queue) {
      this.lost += 1;
      return;
    }
    this.#free = start + ((bytes + HEADERS) * 8) / (rate * 1_000);
    const at = this.#free + delay + Math.random() * jitter;
    const after = this.#packets.findLastIndex((packet) => packet.at <= at);
    this.#packets.splice(after + 1, 0, { at, deliver });
  }

  deliver() {
    const now = performance.now();
    const due = this.#packets.findIndex(({ at }) => at > now);
    for (const packet of this.#packets.splice(0, due < 0 ? Infinity : due)) packet.deliver();
  }
}

/**
 * The network between two pages, under WebRTC: each address that one side tells the other is replaced by one of this process,
 * which hands packets on as `conditions` say, in each direction:
 * `delay` and the most of `jitter` in milliseconds, `loss` as a share, `rate` in Mbit/s, `queue` in milliseconds of that rate.
 */
export class Network {
  conditions;
  #ways = { left: new Way(() => this.conditions), right: new Way(() => this.conditions) };
  #doors = new Map();
  #servers = [];
  #ticking = setInterval(() => {
    for (const way of Object.values(this.#ways)) way.deliver();
  }, TICK);

  constructor(conditions) {
    this.conditions = { delay: 0, jitter: 0, loss: 0, rate: Infinity, queue: 100, ...conditions };
  }

  /** How many packets have not come through. */
  get lost() {
    return this.#ways.left.lost + this.#ways.right.lost;
  }

  /** Puts a page, before it connects, on one `side` of it: `left` or `right`. */
  async join(page, side) {
    const server = createServer(async ({ url }, response) => {
      const { address, port } = Object.fromEntries(new URL(url, 'http://network').searchParams);
      response
        .setHeader('Access-Control-Allow-Origin', '*')
        .end(String(await this.#doorTo(other[side], address, Number(port))));
    });
    this.#servers.push(server);
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    await page.evaluate(reroute, `http://127.0.0.1:${server.address().port}/`);
  }

  async close() {
    clearInterval(this.#ticking);
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
    for (const door of this.#doors.values()) (await door).close();
  }

  /** The port that stands for an address of a side: the other side sends to it, and is answered from it. */
  async #doorTo(side, address, port) {
    const key = `${address} ${port}`;
    if (!this.#doors.has(key)) this.#doors.set(key, this.#open(side, address, port));
    return (await this.#doors.get(key)).address().port;
  }

  #open(side, address, port) {
    const type = address.includes(':') ? 'udp6' : 'udp4';
    const door = createSocket({ type, recvBufferSize: SOCKET_BYTES, sendBufferSize: SOCKET_BYTES });
    const behind = { address, port };
    let visitor;
    door.on('error', () => undefined); // a page that has gone
    door.on('message', (packet, from) => {
      // Another socket of the same page, as that for 127.0.0.1 is, would be answered in the place of this one.
      if (from.address !== address) return;
      const answers = from.port === port && from.address === address;
      if (!answers) visitor = from;
      const to = answers ? visitor : behind;
      if (to)
        this.#ways[answers ? other[side] : side].carry(packet.length, () => door.send(packet, to.port, to.address));
    });
    return new Promise((resolve) => {
      door.bind(0, address, () => resolve(door));
    });
  }
}
