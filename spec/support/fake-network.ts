import { asapScheduler, defer, type Observable, observeOn, of, throwError, timer } from 'rxjs';
import type { DataChannel, Description, IncomingFrame, OutgoingFrame } from 'rxpeer';
import { FakeDataChannel } from './fake-data-channel.js';
import { fakeCandidate, FakePeerConnection } from './fake-peer-connection.js';

/** One peer connection in the network. */
interface Node {
  readonly id: number;
  readonly peerConnection: FakePeerConnection;
  /** Channels whose other end is somewhere, or will be. */
  readonly joined: Set<FakeDataChannel>;
  local?: Description['type'];
  remote?: Node;
  candidates: number;
  /** How many things have come in. */
  heard: number;
  phase: 'new' | 'connected' | 'closed';
}

/** What goes from one peer connection to another. */
export type Cargo = 'handshake' | 'frame' | 'close';

/** Runs `arrive` when something that one peer connection sends is at the other one; never, where it is lost. */
export type Carry = (from: FakePeerConnection, to: FakePeerConnection, cargo: Cargo, arrive: () => void) => void;

/** What networks differ in. */
export interface FakeNetworkOptions {
  /** How things get from one end to the other. Default: all of them, after the latency. */
  readonly carry?: Carry;
  /** Signs of life of the other end: how many there were, and asking for one more. Default: what comes in, and answers. */
  readonly signs?: {
    readonly heard: (at: FakePeerConnection) => number;
    readonly ask: (at: FakePeerConnection) => void;
  };
  /** Milliseconds until an end finds its candidate. Default 0. */
  readonly gathersFor?: number;
  /** How many of two ends have to be told a candidate of the other for a path between them. Default 1. */
  readonly candidates?: 1 | 2;
}

const bytesOf = (frame: OutgoingFrame): number =>
  typeof frame === 'string' ? new TextEncoder().encode(frame).byteLength : (frame as ArrayBuffer).byteLength;

/** A fake description has one section, and a line that says which peer connection made it. Whatever else is in it is for the test. */
const sdpOf = ({ id }: Node, type: Description['type']): string =>
  `v=0\r\ns=fake ${type} ${String(id)}\r\nm=application\r\n`;

const idIn = (sdp: string): number => Number(/^s=.*(?:offer|answer) (\d+)\r?$/m.exec(sdp)?.[1]);

const failure = (name: string, message: string): Observable<never> => throwError(() => new DOMException(message, name));

/** What a platform does with a promise: not at once, but before anything else that takes time. */
const soon = <T>(work: () => Observable<T>): Observable<T> => defer(work).pipe(observeOn(asapScheduler));

/**
 * The internet, in a few lines: peer connections made here find each other by their descriptions, and are connected when
 * both have applied offer and answer and one of them was told a candidate of the other. Channels and streams then reach the
 * other end. Everything between two ends takes `latency` milliseconds; what one end does by itself takes a turn.
 */
export class FakeNetwork {
  readonly #latency: number;
  readonly #carry: Carry;
  readonly #candidates: 1 | 2;
  readonly #signs: FakeNetworkOptions['signs'];
  readonly #gathersFor: number;
  readonly #nodes: Node[] = [];

  constructor(latency: number, { carry, signs, gathersFor = 0, candidates = 1 }: FakeNetworkOptions = {}) {
    this.#latency = latency;
    this.#carry = carry ?? ((_from, _to, _cargo, arrive) => timer(latency).subscribe(arrive));
    this.#signs = signs;
    this.#gathersFor = gathersFor;
    this.#candidates = candidates;
  }

  readonly createPeerConnection = (): FakePeerConnection => {
    const signs = this.#signs;
    const node: Node = {
      id: this.#nodes.length + 1,
      joined: new Set(),
      candidates: 0,
      heard: 0,
      phase: 'new',
      peerConnection: new FakePeerConnection({
        createOffer: () => soon(() => this.#describe(node, 'offer')),
        createAnswer: () => soon(() => this.#describe(node, 'answer')),
        applyLocal: (description) => soon(() => this.#applyLocal(node, description)),
        applyRemote: (description) => soon(() => this.#applyRemote(node, description)),
        addCandidate: () => soon(() => this.#addCandidate(node)),
        createChannel: (label, init) => this.#createChannel(node, label, init.ordered),
        heard: () => soon(() => of(signs ? signs.heard(node.peerConnection) : node.heard)),
        ask: () => {
          if (signs) signs.ask(node.peerConnection);
          else this.#ask(node);
        },
        tell: (received) => {
          this.#tell(node, received);
        },
        close: () => {
          this.#close(node);
        },
      }),
    };
    this.#nodes.push(node);
    return node.peerConnection;
  };

  #describe(node: Node, type: Description['type']): Observable<Description> {
    if (node.phase === 'closed') return failure('InvalidStateError', 'The peer connection is closed.');
    if (type === 'answer' && !node.remote) return failure('InvalidStateError', 'There is no offer to answer.');
    return of({ type, sdp: sdpOf(node, type) });
  }

  #applyLocal(node: Node, { type, sdp }: Description): Observable<void> {
    if (Number.isNaN(idIn(sdp))) return failure('OperationError', 'Failed to parse SessionDescription.');
    node.local = type;
    asapScheduler.schedule(() => {
      node.peerConnection.gather(fakeCandidate(node.id));
    }, this.#gathersFor);
    this.#advance(node);
    return of(undefined);
  }

  #applyRemote(node: Node, { type, sdp }: Description): Observable<void> {
    const remote = this.#nodes.find((other) => other.id === idIn(sdp));
    if (!remote) return failure('OperationError', 'Failed to parse SessionDescription.');
    if (type === 'answer' && node.local !== 'offer') return failure('InvalidStateError', 'Nothing was offered.');
    node.remote = remote;
    for (const { name, argument } of remote.peerConnection.calls) {
      const { stream } = name === 'addStream' ? (argument as { stream?: MediaStream }) : {};
      if (stream) {
        asapScheduler.schedule(() => {
          node.peerConnection.receiveStream(stream);
        });
      }
    }
    this.#advance(node);
    return of(undefined);
  }

  #addCandidate(node: Node): Observable<void> {
    if (!node.remote) return failure('InvalidStateError', 'The remote description was null.');
    node.candidates += 1;
    this.#advance(node);
    return of(undefined);
  }

  /** Connects two ends as soon as both are ready. */
  #advance(node: Node): void {
    const { remote } = node;
    if (!remote || !node.local) return;
    if (node.peerConnection.state === 'new') {
      node.peerConnection.setIceState('checking');
      node.peerConnection.setState('connecting');
    }
    const isReady = (one: Node, other: Node): boolean =>
      one.phase === 'new' && one.remote === other && one.local !== undefined;
    if (!isReady(node, remote) || !isReady(remote, node)) return;
    const told = [node, remote].filter(({ candidates }) => candidates > 0).length;
    if (told < this.#candidates) return;
    node.phase = remote.phase = 'connected';
    this.#send(node, remote, 'handshake', () => {
      for (const { peerConnection } of [node, remote]) {
        peerConnection.setIceState('connected');
        peerConnection.setState('connected');
      }
      this.#join(node, remote);
      this.#join(remote, node);
    });
  }

  #createChannel(node: Node, label: string, ordered: boolean): FakeDataChannel {
    const channel = new FakeDataChannel();
    Object.assign(channel.native, { label, ordered });
    timer(this.#latency).subscribe(() => {
      if (node.phase === 'connected' && node.remote) this.#join(node, node.remote);
    });
    return channel;
  }

  /** Gives the other end what it has not got yet of the channels that this one has made. */
  #join(node: Node, remote: Node): void {
    if (node.phase === 'closed' || remote.phase === 'closed') return;
    for (const here of node.peerConnection.channels.filter((channel) => !node.joined.has(channel))) {
      const there = new FakeDataChannel();
      Object.assign(there.native, here.native);
      node.joined.add(here);
      remote.joined.add(there);
      this.#connect(here, there, node, remote);
      this.#connect(there, here, remote, node);
      remote.peerConnection.receiveChannel(there);
      there.open();
      here.open();
    }
  }

  #connect(sender: FakeDataChannel, receiver: FakeDataChannel, from: Node, to: Node): void {
    sender.sent$.subscribe((frame) => {
      this.#send(from, to, 'frame', () => {
        if (receiver.readyState === 'open') receiver.receive(frame as IncomingFrame);
        sender.drain(bytesOf(frame));
      });
    });
    (sender as DataChannel).closed$.subscribe(() => {
      this.#send(from, to, 'close', () => {
        receiver.closeFromAfar();
      });
    });
  }

  /** What one end sends, the other end has heard when it arrives. */
  #send(from: Node, to: Node, cargo: Cargo, arrive: () => void): void {
    this.#carry(from.peerConnection, to.peerConnection, cargo, () => {
      to.heard += 1;
      arrive();
    });
  }

  /** Over the lifeline. The transport of the other end answers, whatever its page does. */
  #ask(node: Node): void {
    const { remote } = node;
    if (node.phase !== 'connected' || !remote) return;
    this.#send(node, remote, 'frame', () => {
      if (remote.phase === 'connected') this.#send(remote, node, 'frame', () => undefined);
    });
  }

  /** Over the lifeline. */
  #tell(node: Node, received: number): void {
    const { remote } = node;
    if (node.phase !== 'connected' || !remote) return;
    this.#send(node, remote, 'frame', () => {
      remote.peerConnection.tell(received);
    });
  }

  #close(node: Node): void {
    node.phase = 'closed';
    for (const channel of node.joined) channel.closeFromAfar();
  }
}
