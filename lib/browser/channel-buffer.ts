import { type Observable, Subject } from 'rxjs';
import { LOW_WATER_MARK } from '../core/constants.js';

const AMOUNT = 'bufferedAmount';
const THRESHOLD = 'bufferedAmountLowThreshold';
const LOW = 'bufferedamountlow';
const ON_LOW = 'onbufferedamountlow';

/**
 * What a channel buffers, seen from two sides. RxPeer sees what the platform holds, and is told when that has come down to
 * the low water mark. The application, which can reach the channel, sees besides what waits in front of it:
 * `bufferedAmount` counts that, and its own `bufferedAmountLowThreshold` and `bufferedamountlow` go by the same count.
 *
 * The platform has one threshold and one event for both. The threshold is the application's once it listens, because an event
 * for each small message costs a twentieth of its round trip; but never where the platform holds more than the low water
 * mark: then somebody here may wait for that. The event is heard here first, and goes on to the application only where
 * everything together has been above its threshold and is not any more.
 */
export class ChannelBuffer {
  readonly #native: RTCDataChannel;
  /** Has the platform's properties: the prototype, or a stand-in that has them itself and keeps them as they are. */
  readonly #platform: object;
  readonly #low$ = new Subject<void>();
  #waiting: () => number = () => 0;
  #threshold = 0;
  #listener: 'rxpeer' | 'application' = 'rxpeer';
  /** The platform's threshold. */
  #inForce = 0;
  /** Whether everything together has been above the application's threshold since it was told last. */
  #level: 'low' | 'high' = 'low';

  /** Emits when the platform has come down to the low water mark, or to the application's threshold. */
  readonly low$: Observable<void> = this.#low$.asObservable();

  constructor(native: RTCDataChannel) {
    const isStandIn = Object.hasOwn(native, AMOUNT);
    this.#native = native;
    this.#platform = isStandIn ? native : (Object.getPrototypeOf(native) as object);
    native.addEventListener(LOW, (event) => {
      const isForAll = this.#fallen();
      if (!isForAll && !isStandIn) event.stopImmediatePropagation();
    });
    this.#enforce(LOW_WATER_MARK);
    if (!isStandIn) this.#layOver();
  }

  /** Bytes that the platform holds. Whoever hears of more than the low water mark may wait for that from then on. */
  amount(): number {
    const bytes = this.#held();
    if (bytes <= LOW_WATER_MARK) return bytes;
    this.grown();
    this.#enforce(LOW_WATER_MARK);
    return this.#held(); // again: where another thread drains it, it may have come down before there was that to tell of
  }

  /** There may be more than before, here or in front of it. */
  readonly grown = (): void => {
    if (this.#level === 'low' && this.#total() > this.#threshold) this.#level = 'high';
  };

  /**
   * @param bytes - how much waits in front of the channel; asked each time
   * @returns what is to be called when that has grown
   */
  countWaiting(bytes: () => number): () => void {
    this.#waiting = bytes;
    return this.grown;
  }

  /** The platform holds no more than its threshold; tells whether the application is to hear of it. */
  #fallen(): boolean {
    if (this.#inForce >= this.#threshold) this.#level = 'high'; // because the platform alone was above it
    this.#relax();
    this.#low$.next();
    if (this.#level === 'low' || this.#total() > this.#threshold) return false;
    this.#level = 'low';
    return true;
  }

  #layOver(): void {
    const native = this.#native;
    const listen = native.addEventListener.bind(native) as EventTarget['addEventListener'];
    Object.defineProperties(native, {
      [AMOUNT]: { configurable: true, get: () => this.#total() },
      [THRESHOLD]: {
        configurable: true,
        get: () => this.#threshold,
        set: (bytes: number) => {
          const threshold = bytes >>> 0; // as the platform takes it: `unsigned long`
          if (threshold === this.#threshold) return;
          this.#threshold = threshold;
          this.#watch();
        },
      },
      [ON_LOW]: {
        configurable: true,
        get: () => Reflect.get(this.#platform, ON_LOW, native) as unknown,
        set: (listener: unknown) => {
          this.#listened();
          Reflect.set(this.#platform, ON_LOW, listener, native);
        },
      },
      addEventListener: {
        configurable: true,
        value: (...args: Parameters<EventTarget['addEventListener']>) => {
          if (args[0] === LOW) this.#listened();
          listen(...args);
        },
      },
    });
  }

  #listened(): void {
    if (this.#listener === 'application') return;
    this.#listener = 'application';
    this.#watch();
  }

  /** What there is now is where the application's threshold is looked at from. Not for nothing: an event may be on its way. */
  #watch(): void {
    this.#level = 'low';
    this.grown();
    if (this.#held() <= LOW_WATER_MARK) this.#relax();
  }

  /** Nobody here waits. */
  #relax(): void {
    this.#enforce(this.#listener === 'application' ? this.#threshold : LOW_WATER_MARK);
  }

  #held(): number {
    return Reflect.get(this.#platform, AMOUNT, this.#native) as number;
  }

  #total(): number {
    return this.#held() + this.#waiting();
  }

  #enforce(threshold: number): void {
    if (threshold === this.#inForce) return;
    this.#inForce = threshold;
    Reflect.set(this.#platform, THRESHOLD, threshold, this.#native);
  }
}
