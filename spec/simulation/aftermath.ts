import type { Chronicle } from './chronicle.js';
import type { EndWitness } from './end-witness.js';
import type { Machine } from './machine.js';
import type { Scenario } from './scenario.js';

const byConnection = (ends: readonly EndWitness[]): ReadonlyMap<string, readonly EndWitness[]> => {
  const groups = new Map<string, EndWitness[]>();
  for (const end of ends) {
    const { connectionId } = end.connection;
    groups.set(connectionId, [...(groups.get(connectionId) ?? []), end]);
  }
  return groups;
};

/** What there is when everything has settled: what the rules are held against. */
export class Aftermath {
  readonly scenario: Scenario;
  readonly chronicle: Chronicle;
  readonly machines: readonly Machine[];
  /** The machines whose registration the server has just proved, by handing something out to them. */
  readonly registered: ReadonlySet<number>;
  readonly #byConnection: ReadonlyMap<string, readonly EndWitness[]>;

  constructor(scenario: Scenario, chronicle: Chronicle, machines: readonly Machine[], registered: ReadonlySet<number>) {
    this.scenario = scenario;
    this.chronicle = chronicle;
    this.machines = machines;
    this.registered = registered;
    this.#byConnection = byConnection(machines.flatMap(({ ends }) => ends));
  }

  /** Of machines that are still there. */
  get ends(): readonly EndWitness[] {
    return this.machines.filter(({ state }) => state === 'there').flatMap(({ ends }) => ends);
  }

  /** The ends of the same connection on other machines that are still there. */
  others(end: EndWitness): readonly EndWitness[] {
    return this.afar(end).filter((other) => this.machine(other).state === 'there');
  }

  /** The ends of the same connection on other machines, also of those who are no more. */
  afar(end: EndWitness): readonly EndWitness[] {
    return this.all(end).filter(({ machine }) => machine !== end.machine);
  }

  /** All ends of the same connection, here and there, also of those who are no more. */
  all({ connection }: EndWitness): readonly EndWitness[] {
    return this.#byConnection.get(connection.connectionId) ?? [];
  }

  /** The machine at the other end, if there has ever been one. */
  remote({ connection }: EndWitness): Machine | undefined {
    return this.machines.find(({ plan, witness }) => [plan.id, witness.lastId].includes(connection.peer));
  }

  machine({ machine }: EndWitness): Machine {
    return this.machines.find(({ number }) => number === machine) as Machine;
  }
}

/** What must hold in the end; answers with what does not. */
export interface Rule {
  readonly name: string;
  readonly broken: (after: Aftermath) => readonly string[];
}
