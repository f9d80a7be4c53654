import { EMPTY, type Observable, Subject, takeUntil } from 'rxjs';

/** Event name to the signature of its listeners. */
export type EventMap<Events> = { readonly [Name in keyof Events]: (value: never) => void };

/** The stream behind each event, without replay. */
export type EventStreams<Events extends EventMap<Events>> = {
  readonly [Name in keyof Events]: Observable<Parameters<Events[Name]>[0]>;
};

interface Entry {
  readonly listener: (value: never) => void;
  readonly context: unknown;
  readonly once: boolean;
  readonly removed$: Subject<void>;
}

/**
 * `.on()` and its family over streams: event `x` is the stream `x$`, without replay. Listeners run synchronously, in the
 * order in which they came. One that throws harms nobody: the error is reported to the page, as for a DOM event.
 */
export abstract class EventSurface<Events extends EventMap<Events>> {
  readonly #entries = new Map<keyof Events, Entry[]>();

  /** The stream behind each event. @internal */
  protected abstract readonly _events: EventStreams<Events>;

  /**
   * Vue, and Alpine.js with it, leaves an object alone that says so: through the Proxy that they would put around it nobody
   * gets at what is private. @internal
   */
  get __v_skip(): true {
    return true;
  }

  /** Adds a listener for an event; `this` inside it is `context`, or this object. */
  on<Name extends keyof Events>(event: Name, listener: Events[Name], context?: unknown): this {
    return this.#listen(event, listener, context, false);
  }

  /** Adds a listener that is removed before its first call. */
  once<Name extends keyof Events>(event: Name, listener: Events[Name], context?: unknown): this {
    return this.#listen(event, listener, context, true);
  }

  /** Removes the listeners of an event that match what is given: the function, its context, and whether it was added by `once`. */
  off<Name extends keyof Events>(event: Name, listener?: Events[Name], context?: unknown, once?: boolean): this {
    return this.#leave(event, listener, context, once);
  }

  /** The same as `on`. */
  addListener<Name extends keyof Events>(event: Name, listener: Events[Name], context?: unknown): this {
    return this.#listen(event, listener, context, false); // not `on`, which a subclass may have made of this
  }

  /** The same as `off`. */
  removeListener<Name extends keyof Events>(
    event: Name,
    listener?: Events[Name],
    context?: unknown,
    once?: boolean,
  ): this {
    return this.#leave(event, listener, context, once);
  }

  /** Removes all listeners, of one event or of all. */
  removeAllListeners(event?: keyof Events): this {
    for (const name of event === undefined ? this.eventNames() : [event]) this.#leave(name);
    return this;
  }

  /** The listeners of an event, in the order of their calls. */
  listeners<Name extends keyof Events>(event: Name): Events[Name][] {
    return (this.#entries.get(event) ?? []).map(({ listener }) => listener as Events[Name]);
  }

  /** How many listeners an event has. */
  listenerCount(event: keyof Events): number {
    return this.#entries.get(event)?.length ?? 0;
  }

  /** The events that have a listener. */
  eventNames(): (keyof Events)[] {
    return [...this.#entries.keys()];
  }

  #leave(event: keyof Events, listener?: unknown, context?: unknown, once?: boolean): this {
    const goes = (entry: Entry): boolean =>
      entry.listener === (listener ?? entry.listener) &&
      entry.context === (context ?? entry.context) &&
      (!once || entry.once);
    for (const entry of (this.#entries.get(event) ?? []).filter(goes)) this.#remove(event, entry);
    return this;
  }

  #listen(event: keyof Events, listener: Entry['listener'], context: unknown, once: boolean): this {
    const entry: Entry = { listener, context: context ?? this, once, removed$: new Subject() };
    if (typeof listener !== 'function') throw new TypeError(`The listener of "${String(event)}" is no function.`);
    // An event nobody knows never happens, as with any emitter; what every object inherits is no event.
    const stream$: Observable<unknown> = Object.hasOwn(this._events, event) ? this._events[event] : EMPTY;
    this.#entries.set(event, [...(this.#entries.get(event) ?? []), entry]);
    // Values that were held come in the middle of `subscribe`: one that removes the listener leaves the rest to the next.
    stream$.pipe(takeUntil(entry.removed$)).subscribe((value) => {
      if (entry.once) this.#remove(event, entry);
      Reflect.apply(entry.listener, entry.context, value === undefined ? [] : [value]);
    });
    return this;
  }

  #remove(event: keyof Events, entry: Entry): void {
    const left = (this.#entries.get(event) ?? []).filter((other) => other !== entry);
    if (left.length > 0) this.#entries.set(event, left);
    else this.#entries.delete(event);
    entry.removed$.next();
  }
}
