import type { Peer } from '../lib/peer.js';
import { recordEvents } from './support/record.js';
import { virtually } from './support/virtual-time.js';

/** What only browsers have, and what of the web Node has too. */
const GLOBALS = [
  'document',
  'location',
  'navigator',
  'self',
  'screen',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'RTCPeerConnection',
  'RTCDataChannel',
  'RTCSessionDescription',
  'MediaStream',
  'WebSocket',
  'XMLHttpRequest',
  'fetch',
  'Blob',
  'File',
  'crypto',
  'addEventListener',
  'performance',
];

type Library = typeof import('../lib/index.js');

/** Runs something in a world where whoever touches a browser global hears of it. */
const guarded = (work: () => void): string[] => {
  const touched: string[] = [];
  const before = GLOBALS.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const name of GLOBALS) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => {
        touched.push(name);
        throw new Error(`${name} was touched.`);
      },
    });
  }
  try {
    work();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
  return touched;
};

describe('In plain Node', () => {
  it('importing everything touches no browser global', () => {
    const loaded: unknown[] = [];
    const touched = guarded(() => {
      jest.isolateModules(() => {
        loaded.push(jest.requireActual<Library>('../lib/index.js'), jest.requireActual('../lib/operators.js'));
      });
    });
    expect(touched).toEqual([]);
    expect(loaded.map((module) => typeof module)).toEqual(['object', 'object']);
  });

  it(
    'a Peer without an environment is incompatible, says so in the next turn, and throws at nobody',
    virtually(({ pass, timers }) => {
      const { Peer: PeerClass } = jest.requireActual<Library>('../lib/index.js');
      for (const make of [(): Peer => new PeerClass(), (): Peer => new PeerClass('alice', { host: '/', debug: 0 })]) {
        const peer = make();
        const heard = recordEvents(peer, 'open', 'error', 'close');
        expect(heard).toEqual([]);
        pass(0);
        expect(heard).toEqual(['error browser-incompatible', 'close']);
        expect(peer.destroyed).toBe(true);
      }
      expect(timers()).toBe(0);
    }),
  );

  it(
    'so is what is opened by an operator',
    virtually(({ pass }) => {
      const { openPeer } = jest.requireActual<Library>('../lib/index.js');
      const types: unknown[] = [];
      openPeer().subscribe({ error: ({ type }: { readonly type: unknown }) => types.push(type) });
      pass(0);
      expect(types).toEqual(['browser-incompatible']);
    }),
  );
});
