import { Subscription, timer } from 'rxjs';
import type { Environment } from '../../lib/ports/environment.js';
import type { FakeEnvironment } from '../support/fake-environment.js';
import { FakeNetwork } from '../support/fake-network.js';
import { FakePeerServer, type WireMessage } from '../support/fake-peer-server.js';
import { Chances } from './chances.js';
import type { Chronicle } from './chronicle.js';
import type { EndWitness } from './end-witness.js';
import { legibleMessage } from './legible-message.js';
import { Line } from './line.js';
import { Machine } from './machine.js';
import { Paths } from './paths.js';
import { performUserAct } from './perform-user-act.js';
import type { Fault, Scenario, Step, UserAct, Whom } from './scenario.js';

/** Plants a fault into what a Peer stands on. */
export type Spoil = (environment: FakeEnvironment) => Environment;

/** An id that nobody ever has. */
const NOBODY = 'nobody';

/** What no client knows, so that nothing comes of it. */
const PROBE: WireMessage = { type: 'PROBE' };

/** Machines with Peers, what is between them, and what happens to it. */
export class World {
  readonly server: FakePeerServer;
  readonly machines: Machine[] = [];
  readonly #scenario: Scenario;
  readonly #chronicle: Chronicle;
  readonly #chances: Chances;
  readonly #network: FakeNetwork;
  readonly #paths: Paths;
  readonly #spoil: Spoil;
  /** What waits for the end of a fault. */
  readonly #ends = new Subscription();
  #probed = new Set<number>();
  #faults: 'on' | 'off' = 'on';

  constructor(scenario: Scenario, chronicle: Chronicle, spoil: Spoil) {
    const { latency, gathersFor, candidates, ice, seed } = scenario;
    this.#scenario = scenario;
    this.#chronicle = chronicle;
    this.#spoil = spoil;
    this.#chances = new Chances(~seed);
    this.server = new FakePeerServer({ latency });
    this.#paths = new Paths({ latency, ice, chances: this.#chances });
    this.#network = new FakeNetwork(latency, {
      carry: this.#paths.carry,
      signs: this.#paths,
      gathersFor,
      candidates,
    });
  }

  /** The Peer of this machine is made. */
  arrive(number: number): void {
    const plan = this.#scenario.machines[number];
    if (!plan) throw new Error(`There is no machine ${String(number)}.`);
    this.#chronicle.note(() => `machine ${String(number)}: ARRIVES ${JSON.stringify(plan)}`);
    this.machines[number] = new Machine(plan, {
      number,
      seed: this.#scenario.seed + number,
      chronicle: this.#chronicle,
      line: this.#lineOf(number),
      createPeerConnection: () => this.#paths.settle(this.#network.createPeerConnection(), number),
      spoil: this.#spoil,
      react: (act, machine, end) => {
        this.#act(act, machine, end);
      },
    });
  }

  /** One step of the scenario happens; nothing, where the machine it is about is not there yet. */
  perform(step: Step): void {
    if (step.kind === 'fault') this.#inflict(step.fault);
    else {
      const machine = this.machines[step.machine];
      if (machine) this.#act(step.act, machine, undefined);
    }
  }

  /** No more faults: what was broken heals, and those who slept wake up. What is stalled stays so: nobody was told. */
  calm(): void {
    this.#chronicle.note(() => 'CALM');
    this.#faults = 'off';
    this.#ends.unsubscribe();
    this.server.setReachable(true);
    this.#paths.heal();
    for (const machine of this.#present()) machine.goOnline();
  }

  /** Every user looks at what has come and was not listened to yet. */
  showAll(): void {
    for (const { state, witness, ends, reactions } of this.#present()) {
      reactions.clear();
      if (state === 'vanished') continue;
      witness.listenTo('connections');
      witness.listenTo('calls');
      for (const end of ends) end.read();
    }
  }

  /** The server says something to everybody. Those are registered who hear it, a moment later. */
  probe(): ReadonlySet<number> {
    const registered = new Set<number>();
    this.#probed = registered;
    for (const id of this.server.ids) this.server.say(id, PROBE);
    return registered;
  }

  #present(): readonly Machine[] {
    return this.machines.filter((machine) => (machine as Machine | undefined) !== undefined);
  }

  #act(act: UserAct, machine: Machine, end: EndWitness | undefined): void {
    performUserAct(act, machine, end, { chronicle: this.#chronicle, idOf: (whom) => this.#idOf(whom) });
  }

  #idOf(whom: Whom): string {
    return whom === 'nobody' ? NOBODY : (this.machines[whom]?.peer.id ?? this.#scenario.machines[whom]?.id ?? NOBODY);
  }

  #numberOf(id: string | undefined): number | undefined {
    return this.#present().find(({ plan, witness }) => plan.id === id || witness.lastId === id)?.number;
  }

  #lineOf(number: number): Line {
    return new Line(this.server, {
      tamper: (message) => this.#tamper(message, number),
      lost: (message) => {
        this.#lost(message);
      },
      heard: (message) => {
        if (message.type === PROBE.type) this.#probed.add(number);
        if (message.src === undefined || message.src !== message.dst)
          this.#chronicle.note(() => `machine ${String(number)}: HEARS ${legibleMessage(message)}`);
      },
    });
  }

  #tamper(message: WireMessage, machine: number): readonly number[] {
    const { lost, doubled, delayed, longestDelay } = this.#scenario.signalling;
    const chances = this.#chances;
    if (this.#faults === 'off') return [0];
    if (chances.happens(lost)) {
      this.#lost({ ...message, dst: this.machines[machine]?.peer.id ?? '' });
      return [];
    }
    const delay = (): number => (chances.happens(delayed) ? chances.next(longestDelay + 1) : 0);
    return chances.happens(doubled) ? [delay(), delay()] : [delay()];
  }

  /** What is lost between two may be why they never agree about what rings. */
  #lost(message: WireMessage): void {
    if (message.dst === message.src || message.dst === undefined) return;
    this.#chronicle.note(() => `LOST ${legibleMessage(message)}`);
    const pair = [message.src, message.dst].map((id) => this.#numberOf(id)).filter((number) => number !== undefined);
    this.#chronicle.trouble('signalling', pair);
  }

  #inflict(fault: Fault): void {
    this.#chronicle.note(() => `FAULT ${JSON.stringify(fault)}`);
    switch (fault.kind) {
      case 'restart':
        this.#restart(fault.lasts);
        break;
      case 'outage':
        this.#paths.interrupt([fault.machine, fault.other], fault.lasts);
        this.#chronicle.trouble('path', [fault.machine, fault.other], fault.lasts);
        break;
      case 'ice-fails':
        this.#failIce(fault.which);
        break;
      default: {
        const machine = this.machines[fault.machine];
        if (machine?.state === 'there') this.#afflict(machine, fault);
      }
    }
  }

  #afflict(machine: Machine, fault: Extract<Fault, { readonly kind: 'cut' | 'stall' | 'offline' | 'vanish' }>): void {
    const { line, number } = machine;
    this.#chronicle.trouble('signalling', [number]);
    switch (fault.kind) {
      case 'cut':
        line.cut(fault.server);
        break;
      case 'stall':
        machine.stall();
        break;
      case 'offline':
        machine.goOffline();
        this.#paths.interrupt([number], fault.lasts);
        this.#chronicle.trouble('path', [number], fault.lasts);
        this.#after(fault.lasts, () => {
          machine.goOnline();
        });
        break;
      case 'vanish':
        this.#chronicle.trouble('end', [number], Infinity);
        machine.vanish(fault.server);
        this.#paths.vanish(number);
    }
  }

  #restart(lasts: number): void {
    for (const { number } of this.#present()) this.#chronicle.trouble('signalling', [number], lasts);
    this.server.setReachable(false);
    this.server.restart();
    this.#after(lasts, () => {
      this.server.setReachable(true);
    });
  }

  #after(lasts: number, work: () => void): void {
    this.#ends.add(timer(lasts).subscribe(work));
  }

  #failIce(which: number): void {
    const { links } = this.#paths;
    const link = links[which % links.length];
    if (!link) return;
    this.#chronicle.trouble('path', this.#paths.machinesOf(link), Infinity);
    const [side] = link.sides;
    side.setIceState('failed');
    side.setState('failed');
  }
}
