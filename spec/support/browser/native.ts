import { firstValueFrom, ReplaySubject } from 'rxjs';
import type { Bench } from './bench.js';

/** The sockets that the page makes, until the spec ends. */
export interface Sockets {
  /** In the order in which they were made. */
  readonly made: readonly WebSocket[];
  /** How often something was sent. */
  readonly sent: () => number;
  /** From now on nothing that is sent arrives. */
  readonly stall: () => void;
  /** From now on the server hears of no close, until the spec ends. */
  readonly holdCloses: () => void;
}

export const watchSockets = (bench: Bench): Sockets => {
  const { WebSocket: native } = window;
  const made: WebSocket[] = [];
  const held: (() => void)[] = [];
  const network = { sends: 0, sending: 'arrives', closing: 'arrives' };

  class WatchedSocket extends native {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      made.push(this);
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      network.sends += 1;
      if (network.sending === 'arrives') super.send(data);
    }

    override close(code?: number, reason?: string): void {
      if (network.closing === 'arrives') super.close(code, reason);
      else held.push(() => super.close(code, reason));
    }
  }

  Object.assign(window, { WebSocket: WatchedSocket });
  bench.after(() => {
    Object.assign(window, { WebSocket: native });
    network.closing = 'arrives';
    for (const close of held) close();
  });
  return {
    made,
    sent: () => network.sends,
    stall: () => {
      network.sending = 'is lost';
    },
    holdCloses: () => {
      network.closing = 'waits';
    },
  };
};

/** Past the ports that systems hand out by themselves, so nobody listens there. */
const CLOSED_PORTS = { from: 61_000, count: 4_000 };

/**
 * A port at which nobody listens. Another one each time, because Firefox waits ever longer, up to a minute, before it tries
 * one again at which sockets have failed.
 */
export const closedPort = (): number => CLOSED_PORTS.from + Math.floor(Math.random() * CLOSED_PORTS.count);

/** No socket can be made: the constructor throws. */
export const breakSockets = (bench: Bench): void => {
  const { WebSocket: native } = window;
  class BrokenSocket extends native {
    constructor() {
      super('nonsense://[');
    }
  }
  Object.assign(window, { WebSocket: BrokenSocket });
  bench.after(() => {
    Object.assign(window, { WebSocket: native });
  });
};

/** HTTP requests of the page wait until `release`: a server far away. */
export const holdRequests = (bench: Bench): { readonly release: () => void } => {
  const { fetch: native } = window;
  const release$ = new ReplaySubject<void>(1);
  const released = firstValueFrom(release$);
  Object.assign(window, {
    fetch: async (...args: Parameters<typeof native>) => {
      await released;
      return native(...args);
    },
  });
  const release = (): void => {
    release$.next();
  };
  bench.after(() => {
    release();
    Object.assign(window, { fetch: native });
  });
  return { release };
};
