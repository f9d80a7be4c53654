import { Observable, type Subscription } from 'rxjs';

/** What is alive on the page of what RxPeer uses, by kind. */
export interface Count {
  readonly sockets: number;
  readonly peerConnections: number;
  readonly timers: number;
  readonly subscriptions: number;
}

/** Counts from when it begins until it ends. */
export interface Census {
  readonly count: () => Count;
  /** How many there have been altogether: zero would mean that nothing is counted. */
  readonly seen: () => Count;
  readonly end: () => void;
}

type Kind = keyof Count;

/**
 * Counts, for the whole page, each thing when it comes to life and when it ends:
 *
 * - a WebSocket, until its `close` event;
 * - an RTCPeerConnection, until it is closed;
 * - a time-out, until it fires or is cleared; an interval, until it is cleared;
 * - a subscription to any Observable. Every operator subscribes to its source by `Observable.prototype.subscribe`, so this
 *   counts each link of each chain in the library, not only those that can be reached from outside. A subscription ends
 *   when its source completes or errors, or when it is unsubscribed from.
 */
export const beginCensus = (): Census => {
  const alive: Record<Kind, Set<unknown>> = {
    sockets: new Set(),
    peerConnections: new Set(),
    timers: new Set(),
    subscriptions: new Set(),
  };
  const seen: Record<Kind, number> = { sockets: 0, peerConnections: 0, timers: 0, subscriptions: 0 };
  const born = (kind: Kind, one: unknown): void => {
    alive[kind].add(one);
    seen[kind] += 1;
  };
  const died = (kind: Kind, one: unknown): void => {
    alive[kind].delete(one);
  };

  const native = {
    WebSocket: window.WebSocket,
    RTCPeerConnection: window.RTCPeerConnection,
    setTimeout: window.setTimeout,
    setInterval: window.setInterval,
    clearTimeout: window.clearTimeout,
    clearInterval: window.clearInterval,
  };

  class CountedSocket extends native.WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      born('sockets', this);
      this.addEventListener('close', () => {
        died('sockets', this);
      });
    }
  }

  class CountedPeerConnection extends native.RTCPeerConnection {
    constructor(config?: RTCConfiguration) {
      super(config);
      born('peerConnections', this);
    }

    override close(): void {
      super.close();
      died('peerConnections', this); // and kept no longer: Chromium allows 500 that are not collected
    }
  }

  const clear = (id?: number): void => {
    died('timers', id);
    native.clearTimeout.call(window, id); // one list of ids for both kinds (HTML, timers)
  };

  const replacements: Readonly<Record<keyof typeof native, unknown>> = {
    WebSocket: CountedSocket,
    RTCPeerConnection: CountedPeerConnection,
    setTimeout: (work: (...args: unknown[]) => void, delay?: number, ...args: unknown[]): number => {
      const id = native.setTimeout.call(
        window,
        () => {
          died('timers', id);
          work(...args);
        },
        delay,
      );
      born('timers', id);
      return id;
    },
    setInterval: (work: (...args: unknown[]) => void, delay?: number, ...args: unknown[]): number => {
      const id = native.setInterval.call(window, work, delay, ...args);
      born('timers', id);
      return id;
    },
    clearTimeout: clear,
    clearInterval: clear,
  };
  Object.assign(window, replacements);

  const { subscribe } = Observable.prototype;
  Observable.prototype.subscribe = function (this: Observable<unknown>, ...args: unknown[]): Subscription {
    const subscription = Reflect.apply(subscribe, this, args) as Subscription;
    if (!subscription.closed && !alive.subscriptions.has(subscription)) {
      born('subscriptions', subscription);
      subscription.add(() => {
        died('subscriptions', subscription);
      });
    }
    return subscription;
  };

  return {
    count: () => ({
      sockets: alive.sockets.size,
      peerConnections: alive.peerConnections.size,
      timers: alive.timers.size,
      subscriptions: alive.subscriptions.size,
    }),
    seen: () => ({ ...seen }),
    end: () => {
      Object.assign(window, native);
      Observable.prototype.subscribe = subscribe;
    },
  };
};
