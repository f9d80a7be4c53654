// Which way imports may point (the picture is in ARCHITECTURE.md):
//
//   core <- ports <- signalling | negotiation | serialization | channel <- pipelines <- shells <- export lists
//
// Type imports count, cycles are forbidden.

/** Files matched by `from` import what matches one of `allowed`, and nothing else. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});

const rxjs = '(^|/)node_modules/rxjs/';
const core = '^lib/core/';
const ports = '^lib/ports/';
const folder = (name) => `^lib/${name}/`;
const protocol = ['signalling', 'negotiation', 'serialization', 'channel'];
const codecs = { msgpack: '(^|/)node_modules/@msgpack/msgpack/', structured: '(^|/)node_modules/msgpackr/' };
const exportLists = '^lib/(index|everything|msgpack|operators|structured|global[^/]*)\\.ts$';
const shells = '^lib/[^/]+\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'What imports each other cannot be understood, tested or moved alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('core', core, [core, rxjs], 'core knows RxJS and itself.'),
    only('ports', ports, [ports, core, rxjs], 'ports are interfaces over core.'),
    ...protocol.map((name) =>
      only(
        name,
        folder(name),
        [folder(name), core, ports, rxjs, ...(name === 'serialization' ? Object.values(codecs) : [])],
        'The protocol folders know core and ports, never each other.',
      ),
    ),
    ...Object.entries(codecs).map(([name, library]) => ({
      name: `${name}-has-its-own-entry`,
      comment: 'Who does not import rxpeer/msgpack or rxpeer/structured must not pay for it.',
      severity: 'error',
      from: { path: '^lib/', pathNot: [`^lib/${name}\\.ts$`, folder(`serialization/${name}`)] },
      to: { path: [folder(`serialization/${name}`), library] },
    })),
    only(
      'pipelines',
      folder('pipelines'),
      [folder('pipelines'), core, ports, rxjs, ...protocol.map(folder)],
      'Pipelines are where the protocol parts meet.',
    ),
    only('browser', folder('browser'), [folder('browser'), core, ports, rxjs], 'browser implements the ports.'),
    only('shells', shells, ['^lib/', rxjs], 'Shells stand on lib and RxJS alone.'),
    {
      name: 'browser-is-a-default',
      comment:
        'Only the default environment (peer.ts, backoff.ts), the support table (util.ts) and the building blocks (operators.ts) may name the browser.',
      severity: 'error',
      from: { path: '^lib/', pathNot: ['^lib/(backoff|peer|util|operators)\\.ts$', folder('browser')] },
      to: { path: folder('browser') },
    },
    {
      name: 'export-lists-are-the-outside',
      comment: 'Inside the library, import the file that defines the thing.',
      severity: 'error',
      from: { path: '^lib/', pathNot: exportLists },
      to: { path: exportLists },
    },
    {
      name: 'shells-are-not-for-inner-folders',
      severity: 'error',
      from: { path: '^lib/[^/]+/' },
      to: { path: shells },
    },
    {
      name: 'known-folders',
      comment: 'A new folder needs its place in the picture, and a rule here.',
      severity: 'error',
      from: {},
      to: { path: '^lib/[^/]+/', pathNot: ['core', 'ports', ...protocol, 'pipelines', 'browser'].map(folder) },
    },
    {
      name: 'users-see-the-public-api',
      comment: 'The demo uses the package as its users do.',
      severity: 'error',
      from: { path: '^demo/' },
      to: { path: '^lib/', pathNot: '^lib/(index|msgpack|operators|structured)\\.ts$' },
    },
    only(
      'fakes-can-be-copied',
      '^spec/support/',
      ['^spec/support/', '^lib/(index|operators)\\.ts$', rxjs],
      'Users may copy the fakes (README): they import RxPeer by its name, as users do.',
    ),
    { name: 'library-is-alone', severity: 'error', from: { path: '^lib/' }, to: { path: '^(spec|demo|scripts)/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.bundler.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js'],
    },
    skipAnalysisNotInRules: true,
  },
};
