import { karmaConfig } from './karma.conf.js';

/** Both browsers at once, through one PeerServer: the specs connect each to the other. */
export default async (config) =>
  config.set(await karmaConfig({ specs: ['spec/interop/pair/**/*.spec.ts'], concurrency: 2 }));
