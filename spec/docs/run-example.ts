import { format } from 'node:util';
import * as rxjs from 'rxjs';
import * as rxpeer from 'rxpeer';
import * as operators from 'rxpeer/operators';
import ts from 'typescript';
import type { FakeEnvironment } from '../support/fake-environment.js';
import type { FakePeerServer } from '../support/fake-peer-server.js';
import { loopback } from '../support/loopback.js';
import { type VirtualTime, virtually } from '../support/virtual-time.js';

/** What the one who runs an example has in hand. */
export interface Stage<Exports = Record<string, never>> {
  /** What the example exports. */
  readonly exports: Exports;
  readonly pass: VirtualTime['pass'];
  /** Prints a line among those of the example. */
  readonly print: (...words: readonly unknown[]) => void;
  /** The world of every Peer in the example. */
  readonly environment: FakeEnvironment;
  readonly server: FakePeerServer;
}

/** The library, in a world where it finds a server and other peers without being told how. */
const libraryIn = (environment: FakeEnvironment): object => ({
  ...rxpeer,
  Peer: class extends rxpeer.Peer {
    constructor(first?: string | rxpeer.PeerOptions, second?: rxpeer.PeerOptions) {
      const given = typeof first === 'object' ? first : second;
      super(typeof first === 'string' ? first : undefined, { environment, ...given });
    }
  },
  openPeer: (id?: string, options?: rxpeer.PeerOptions) => rxpeer.openPeer(id, { environment, ...options }),
});

/** The wait of the platform, in the virtual time that RxJS is in. */
const virtualTimeout = (callback: () => void, milliseconds: number): void => {
  rxjs.timer(milliseconds).subscribe(callback);
};

const evaluate = (code: string, modules: ReadonlyMap<string, object>, print: Stage['print']): unknown => {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const require = (name: string): object => {
    const module = modules.get(name);
    if (!module) throw new Error(`An example imports "${name}", which its reader may not have.`);
    return module;
  };
  const exports = {};
  const run = new Function('require', 'exports', 'console', 'setTimeout', outputText) as (
    ...scope: readonly unknown[]
  ) => void;
  run(require, exports, { log: print }, virtualTimeout);
  return exports;
};

/** Runs an example in a small world of its own, then `drive`; the lines that it printed. */
export const runExample = <Exports>(code: string, drive: (stage: Stage<Exports>) => void): readonly string[] => {
  const printed: string[] = [];
  const print = (...words: readonly unknown[]): void => {
    printed.push(format(...words));
  };
  virtually(({ pass }) => {
    const { environment, server } = loopback();
    const world = environment();
    const modules = new Map<string, object>([
      ['rxjs', rxjs],
      ['rxpeer', libraryIn(world)],
      ['rxpeer/operators', operators],
    ]);
    const exports = evaluate(code, modules, print) as Exports;
    drive({ exports, pass, print, environment: world, server });
  })();
  return printed;
};
