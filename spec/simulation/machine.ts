import { EMPTY, timer } from 'rxjs';
import type { ReconnectPolicy } from '../../lib/core/options.js';
import type { DataConnection } from '../../lib/data-connection.js';
import type { MediaConnection } from '../../lib/media-connection.js';
import { createMsgPack } from '../../lib/msgpack.js';
import { Peer } from '../../lib/peer.js';
import { createStructured } from '../../lib/structured.js';
import type { Environment, PageLife } from '../../lib/ports/environment.js';
import { FakeEnvironment } from '../support/fake-environment.js';
import { FakeHttp } from '../support/fake-http.js';
import type { FakePeerConnection } from '../support/fake-peer-connection.js';
import type { Chronicle } from './chronicle.js';
import { EndWitness } from './end-witness.js';
import type { Line } from './line.js';
import { PeerWitness } from './peer-witness.js';
import type { MachinePlan, ReactsTo, UserAct } from './scenario.js';

export interface MachineDeps {
  readonly number: number;
  readonly seed: number;
  readonly chronicle: Chronicle;
  readonly line: Line;
  readonly createPeerConnection: () => FakePeerConnection;
  /** Plants a fault into the world of a Peer. */
  readonly spoil: (environment: FakeEnvironment) => Environment;
  /** The user of this machine does something about what has happened, to an end if there is one. */
  readonly react: (act: UserAct, machine: Machine, end: EndWitness | undefined) => void;
}

/** Tries twice, a second apart. */
const twice: ReconnectPolicy = (_error, attempt) => (attempt > 2 ? EMPTY : timer(1_000));

const RECONNECT: Readonly<Record<MachinePlan['reconnect'], boolean | ReconnectPolicy>> = {
  never: false,
  always: true,
  twice,
};

/** One tab on one machine, with a Peer in it and somebody who uses it. */
export class Machine {
  readonly number: number;
  readonly plan: MachinePlan;
  readonly environment: FakeEnvironment;
  readonly line: Line;
  readonly witness: PeerWitness;
  /** The ends of connections on this machine, in the order in which its user got hold of them. */
  readonly ends: EndWitness[] = [];
  /** What the user has waiting for each event. */
  readonly reactions = new Map<ReactsTo, UserAct[]>();
  /** When its socket was stalled, and whether it had proved by then that it was alive. */
  readonly stalls: { readonly at: number; readonly proved: boolean }[] = [];
  /** When it was woken. */
  readonly wakes: number[] = [];
  state: 'there' | 'vanished' = 'there';
  /** What its user wants of the server, as they said last. */
  wish: 'connected' | 'disconnected' | 'destroyed' = 'connected';
  readonly #deps: MachineDeps;

  constructor(plan: MachinePlan, deps: MachineDeps) {
    this.plan = plan;
    this.number = deps.number;
    this.line = deps.line;
    this.#deps = deps;
    this.environment = new FakeEnvironment({
      http: new FakeHttp(deps.line.http),
      openSocket: deps.line.openSocket,
      createPeerConnection: deps.createPeerConnection,
      seed: deps.seed,
    });
    const peer = new Peer(plan.id, {
      host: 'localhost',
      reconnect: RECONNECT[plan.reconnect],
      liveness: plan.liveness,
      pingInterval: plan.pingInterval,
      serializers: { MsgPack: createMsgPack, structured: createStructured },
      environment: deps.spoil(this.environment),
    });
    this.witness = new PeerWitness(peer, {
      machine: deps.number,
      chronicle: deps.chronicle,
      occasion: (event) => {
        this.#occasion(event, undefined);
      },
      invited: (connection) => {
        this.#attend(connection, 'answers');
      },
    });
    if (plan.listens === 'when-told') return;
    this.witness.listenTo('connections');
    this.witness.listenTo('calls');
  }

  get peer(): Peer {
    return this.witness.peer;
  }

  /** One that its user has made. */
  made(connection: DataConnection | MediaConnection): void {
    this.#attend(connection, 'offers');
  }

  /** Whether its Peer believes at this time in a socket that was stalled before. */
  isDeceived(time: number): boolean {
    return this.stalls.some(({ at }) => at <= time && this.witness.wasOpen(at, time));
  }

  /** Something becomes of the page. */
  live(life: PageLife): void {
    if (life === 'wake') this.wakes.push(this.#deps.chronicle.now);
    this.environment.live(life);
  }

  /** From here on nothing passes over its socket. */
  stall(): void {
    this.stalls.push({ at: this.#deps.chronicle.now, proved: this.line.isProved });
    this.line.stall();
  }

  /** Nothing passes between it and anybody. */
  goOffline(): void {
    this.stall();
    this.line.down();
  }

  /** The network is back, and the browser says so. */
  goOnline(): void {
    this.line.restore();
    if (this.state === 'there') this.live('wake');
  }

  /** It stops existing without a word. Its Peer goes on by itself, unheard; what it does is of no interest any more. */
  vanish(server: 'notices' | 'holds'): void {
    this.state = 'vanished';
    this.reactions.clear();
    this.line.vanish(server);
  }

  #attend(connection: DataConnection | MediaConnection, role: EndWitness['role']): void {
    const end = new EndWitness(connection, {
      machine: this.number,
      role,
      chronicle: this.#deps.chronicle,
      occasion: (event, its) => {
        this.#occasion(event, its);
      },
    });
    this.ends.push(end);
    if (this.plan.reads === 'at-once') end.read();
    if (this.plan.answers === 'at-once') end.answer(undefined);
  }

  #occasion(event: ReactsTo, end: EndWitness | undefined): void {
    const act = this.reactions.get(event)?.shift();
    if (act) this.#deps.react(act, this, end);
  }
}
