import { browserHere, detectSupports, type Supports } from './browser/supports.js';
import { page } from './browser/page.js';
import { randomBytes } from './browser/random-bytes.js';
import { CLOUD_HOST, CLOUD_PORT, DEFAULT_CONFIG } from './core/constants.js';
import { isValidId, randomToken } from './core/ids.js';

/** What this browser is and can. Looked up when it is read, so that importing it touches nothing. */
class Util {
  /** Host of the public PeerServer. */
  readonly CLOUD_HOST = CLOUD_HOST;
  /** Port of the public PeerServer. */
  readonly CLOUD_PORT = CLOUD_PORT;
  /** The default of the option `config`. */
  readonly defaultConfig = DEFAULT_CONFIG;

  #supports: Supports | undefined;

  /** `firefox`, `chrome`, `safari`, `edge`, `Not a supported browser.` or `Not a browser.` */
  get browser(): string {
    return browserHere().name;
  }

  /** Main version of the browser; 0 where it is unknown. */
  get browserVersion(): number {
    return browserHere().version;
  }

  /** What of WebRTC works here. Tried out once, by opening and closing a peer connection. */
  get supports(): Supports {
    this.#supports ??= detectSupports();
    return this.#supports;
  }

  /** Whether an id can be used; an empty one can, the server then assigns one. */
  validateId(id: string): boolean {
    return !id || isValidId(id);
  }

  /** A random text of letters and digits. */
  randomToken(): string {
    return randomToken(randomBytes);
  }

  /** Whether the page came over TLS. */
  isSecure(): boolean {
    return page().secure;
  }

  /** Does nothing. */
  noop(): void {
    // as it says
  }
}

export type { Supports, Util };

/** A variety of helpful utilities. Only `browser` and `supports` are documented by the reference. */
export const util = new Util();
