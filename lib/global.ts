// Script tag: everything as `window.rxpeer`.
import * as everything from './everything.js';
import * as operators from './operators.js';

Object.assign(globalThis, { rxpeer: { ...everything, operators } });
