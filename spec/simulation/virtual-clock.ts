import { config } from 'rxjs';
import { dateTimestampProvider } from 'rxjs/internal/scheduler/dateTimestampProvider';
import { immediateProvider } from 'rxjs/internal/scheduler/immediateProvider';
import { intervalProvider } from 'rxjs/internal/scheduler/intervalProvider';
import { timeoutProvider } from 'rxjs/internal/scheduler/timeoutProvider';
import { Fifo } from '../../lib/core/fifo.js';
import { type Appointment, Timeline } from './timeline.js';

/** As many things do not happen in a minute of any run; where they do, something runs in circles. */
const MOST_IN_ONE_PASS = 1_000_000;

/**
 * Virtual time for a thousand runs a minute. It does what `TestScheduler.run` does, and takes the same hooks of RxJS, but
 * that one looks through all that waits each time that something happens, and a simulation has dozens of timers waiting and
 * thousands of things happening.
 *
 * One at a time: RxJS has one set of hooks.
 */
export class VirtualClock {
  readonly #timeline = new Timeline();
  readonly #immediates = new Fifo<Appointment>();
  #now = 0;
  #order = 0;
  #timers = 0;

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  /** Timers that are running. */
  get timers(): number {
    return this.#timers;
  }

  /**
   * RxJS lives by this clock while `work` runs.
   *
   * @param unhandled - told of errors that nobody handles, in a later turn, as RxJS does
   */
  run<T>(work: () => T, unhandled: (error: unknown) => void): T {
    const interval = {
      setInterval: (handler: () => void, period = 0) => this.#set(handler, period, period),
      clearInterval: (handle: unknown) => {
        this.#clear(handle);
      },
    };
    const timeout = {
      setTimeout: (handler: () => void, delay = 0) => this.#set(handler, delay, undefined),
      clearTimeout: interval.clearInterval,
    };
    const immediate = {
      setImmediate: (handler: () => void) => {
        const appointment: Appointment = { due: 0, order: 0, period: undefined, work: handler, live: true };
        this.#immediates.push(appointment);
        return appointment as never;
      },
      clearImmediate: (handle: unknown) => {
        (handle as Appointment).live = false;
      },
    };
    intervalProvider.delegate = interval;
    timeoutProvider.delegate = timeout;
    immediateProvider.delegate = immediate;
    dateTimestampProvider.delegate = { now: () => this.#now };
    config.onUnhandledError = unhandled;
    try {
      const result = work();
      this.#runImmediates(); // RxJS remembers that one is coming
      return result;
    } finally {
      intervalProvider.delegate = undefined;
      timeoutProvider.delegate = undefined;
      immediateProvider.delegate = undefined;
      dateTimestampProvider.delegate = undefined;
      config.onUnhandledError = null;
    }
  }

  /** Lets so many milliseconds go by; 0 is what happens before the next millisecond. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    let happened = 0;
    this.#runImmediates();
    for (let next = this.#timeline.next; next !== undefined && next.due <= end; next = this.#timeline.next) {
      this.#timeline.shift();
      if (!next.live) continue;
      this.#now = next.due;
      this.#keep(next);
      this.#runImmediates();
      if ((happened += 1) > MOST_IN_ONE_PASS) throw new Error(`Time does not go on from ${String(this.#now)} ms.`);
    }
    this.#now = end;
  }

  #set(work: () => void, delay: number, period: number | undefined): never {
    const appointment: Appointment = {
      due: this.#now + Math.max(0, delay),
      order: (this.#order += 1),
      period,
      work,
      live: true,
    };
    this.#timers += 1;
    this.#timeline.add(appointment);
    return appointment as never; // whatever it is, RxJS hands it back, and that is all
  }

  #clear(handle: unknown): void {
    const appointment = handle as Appointment | undefined;
    if (!appointment?.live) return;
    appointment.live = false;
    this.#timers -= 1;
  }

  #keep(appointment: Appointment): void {
    if (appointment.period === undefined) this.#clear(appointment);
    appointment.work();
    if (!appointment.live) return;
    appointment.due = this.#now + (appointment.period ?? 0);
    appointment.order = this.#order += 1;
    this.#timeline.add(appointment);
  }

  #runImmediates(): void {
    for (let next = this.#immediates.shift(); next !== undefined; next = this.#immediates.shift()) {
      if (next.live) next.work();
    }
  }
}
