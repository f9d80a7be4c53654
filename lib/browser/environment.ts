import type { LogFunction } from '../core/log.js';
import type { Environment } from '../ports/environment.js';
import { http } from './http.js';
import { page } from './page.js';
import { pageLife$ } from './page-life.js';
import { createPeerConnection } from './peer-connection.js';
import { randomBytes } from './random-bytes.js';
import { openSocket } from './socket.js';
import { capabilities } from './supports.js';

const print: LogFunction = (level, ...rest) => {
  const line = ['RxPeer:', ...rest];
  if (level >= 3) console.log(...line);
  else if (level === 2) console.warn(...line);
  else console.error(...line);
};

/** The browser as the world of a Peer. Nothing is touched before it is used, so importing it harms nobody. */
export const browserEnvironment: Environment = {
  page,
  capabilities,
  openSocket,
  http,
  createPeerConnection,
  pageLife$,
  randomBytes,
  print,
};
