import adapterModule from 'webrtc-adapter';

// In native Node ESM the CommonJS build arrives as `{ default: adapter }`; bundlers hand over the adapter itself.
const unwrap = (module: typeof adapterModule): typeof adapterModule =>
  (module as unknown as { default?: typeof adapterModule }).default ?? module;

/** Levels out the differences between browsers, on import, where there is a browser. */
export const adapter = unwrap(adapterModule);
