// What is measured in browsers. Amounts are such that a round takes well under a second a library on two slow cores, where
// the library is not slow itself.

const MIB = 2 ** 20;

/** So many that engines have compiled what a round trip takes, as they have in an application that lives by round trips. */
const ROUND_TRIPS = 2_000;

const least = (value) => ({ least: value });
const most = (value) => ({ most: value });
/** @param chromium - and firefox: the least ratios to PeerJS */
const beside = (chromium, firefox) => ({ chromium: least(chromium), firefox: least(firefox) });

const rate = (batch, amount) => ({
  measure: (pair) => pair.transfer(batch).then((milliseconds) => (amount * 1_000) / milliseconds),
});

/** Figures of which more is better, from moving a batch. */
const bytes = (size, count) => rate({ kind: 'bytes', count, size }, (size * count) / MIB);
const objects = (kind, count) => rate({ kind, count }, count);

/**
 * name; what it says in the table; `make(quick)`, the measurement: a figure for a pair of tabs; the targets of RxPeer's
 * figure against the raw channel's and PeerJS's.
 */
const tests = [
  {
    name: 'open',
    title: 'connect to open, ms',
    make: (quick) => ({ measure: (pair) => pair.opening(quick ? 3 : 20) }),
    targets: { raw: most(1.15), peerjs: { chromium: most(0.8), firefox: most(1) } },
  },
  {
    name: 'roundtrip',
    title: 'round trip of a small object, ms',
    make: (quick) => ({ measure: (pair) => pair.roundTrip(quick ? 30 : ROUND_TRIPS) }),
    targets: { raw: most(1.1) },
  },
  {
    name: 'small',
    title: 'small objects, a second',
    make: (quick) => objects('small', quick ? 4_000 : 20_000),
    targets: { raw: least(0.9), peerjs: beside(1.3, 1.1) },
  },
  {
    name: 'nested',
    title: '0.9 KB objects, a second',
    make: (quick) => objects('nested', quick ? 2_000 : 8_000),
    targets: { raw: least(0.9), peerjs: beside(3, 1.9) },
  },
  {
    name: 'bulk',
    title: '1 MiB ArrayBuffers, MiB/s',
    make: (quick) => bytes(MIB, quick ? 4 : 64),
    targets: { raw: least(0.95), peerjs: beside(1.2, 1.05) },
  },
  {
    name: 'message',
    title: 'one message of 64 MiB, MiB/s',
    make: (quick) => bytes(quick ? 8 * MIB : 64 * MIB, 1),
    targets: { raw: least(0.95), peerjs: beside(1.2, 1.05) },
  },
];

/** A test of its own: see bench/memory.mjs. */
const MEMORY = 'memory';

export const testNames = [...tests.map(({ name }) => name), MEMORY];

/** The targets are those of loopback. */
export const chosenTests = ({ tests: chosen, quick, network }) =>
  tests
    .filter(({ name }) => chosen.includes(name))
    .map(({ make, targets, ...test }) => ({ ...test, targets: network ? {} : targets, ...make(quick) }));

export const wantsMemory = ({ tests: chosen }) => chosen.includes(MEMORY);

/** What the memory test moves, and what a tab may take for it besides what it has when idle. */
export const memoryTest = ({ quick }) => ({
  batch: { kind: 'bytes', size: MIB, count: quick ? 64 : 1_024 },
  target: 64,
});
