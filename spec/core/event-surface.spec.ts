import { isReactive, reactive } from '@vue/reactivity';
import { config, fromEvent, Subject } from 'rxjs';
import { EventSurface, type EventStreams } from '../../lib/core/event-surface.js';
import { holdUntilFirst } from '../../lib/core/operators/hold-until-first.js';

interface Events {
  readonly open: (id: string) => void;
  readonly data: (data: unknown) => void;
  readonly close: () => void;
}

class Emitter extends EventSurface<Events> {
  readonly open$ = new Subject<string>();
  readonly data$ = new Subject<unknown>();
  readonly close$ = new Subject<undefined>();
  protected readonly _events: EventStreams<Events>;

  constructor(hold = Infinity) {
    super();
    const held$ = holdUntilFirst(this.data$, { limit: hold, weigh: () => 1, refuse: () => undefined });
    this._events = { open: this.open$, data: held$, close: this.close$ };
  }
}

/** An event emitter of whatever name: for what TypeScript would not let through. */
type Untyped = { on: (event: string, listener: () => void) => unknown; listenerCount: (event: string) => number };

describe('EventSurface', () => {
  it('calls listeners at once, in the order in which they came', () => {
    const emitter = new Emitter();
    const heard: string[] = [];
    emitter.on('open', (id) => heard.push(`1 ${id}`)).addListener('open', (id) => heard.push(`2 ${id}`));
    emitter.once('open', (id) => heard.push(`3 ${id}`)).on('open', (id) => heard.push(`4 ${id}`));
    emitter.open$.next('a');
    expect(heard).toEqual(['1 a', '2 a', '3 a', '4 a']);
    emitter.open$.next('b');
    expect(heard.slice(4)).toEqual(['1 b', '2 b', '4 b']);
  });

  it('replays nothing', () => {
    const emitter = new Emitter();
    const listener = jest.fn();
    emitter.open$.next('early');
    emitter.on('open', listener);
    expect(listener).not.toHaveBeenCalled();
  });

  it('calls a listener as often as it was added', () => {
    const emitter = new Emitter();
    const listener = jest.fn();
    emitter.on('open', listener).on('open', listener);
    emitter.open$.next('a');
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it('passes nothing where there is nothing, as PeerJS does', () => {
    const emitter = new Emitter();
    const listener = jest.fn();
    emitter.on('close', listener);
    emitter.close$.next(undefined);
    expect(listener.mock.calls).toEqual([[]]);
    emitter.on('data', listener);
    emitter.data$.next(null);
    expect(listener.mock.calls[1]).toEqual([null]);
  });

  it('calls with the context that is given, or itself', () => {
    const emitter = new Emitter();
    const contexts: unknown[] = [];
    const listener = function (this: unknown): void {
      contexts.push(this);
    };
    const context = {};
    emitter.on('open', listener).on('open', listener, context).once('open', listener, context);
    emitter.addListener('open', listener).addListener('open', listener, context);
    emitter.open$.next('a');
    expect(contexts).toEqual([emitter, context, context, emitter, context]);
    expect(contexts[1]).toBe(context);
  });

  it('takes `null` for no context, as PeerJS does, and nothing but a function for a listener', () => {
    const emitter = new Emitter();
    const contexts: unknown[] = [];
    const listener = function (this: unknown): void {
      contexts.push(this);
    };
    emitter.on('open', listener, null).once('open', listener, null);
    emitter.open$.next('a');
    expect(contexts).toEqual([emitter, emitter]);
    emitter.off('open', listener, null);
    expect(emitter.listenerCount('open')).toBe(0);
    for (const nothing of [undefined, null, {}]) {
      expect(() => emitter.on('open', nothing as never)).toThrow(
        new TypeError('The listener of "open" is no function.'),
      );
    }
    expect(emitter.eventNames()).toEqual([]);
  });

  it('is left alone by Vue, whose Proxy would hide what is private', () => {
    const emitter = new Emitter();
    expect(isReactive(reactive({ emitter }).emitter)).toBe(false);
    expect(reactive({ emitter }).emitter).toBe(emitter);
    expect(isReactive(reactive({ plain: {} }).plain)).toBe(true);
    expect(Object.keys(emitter)).not.toContain('__v_skip');
  });

  describe('once', () => {
    it('calls once, and has removed the listener by then', () => {
      const emitter = new Emitter();
      const counts: number[] = [];
      emitter.once('open', () => counts.push(emitter.listenerCount('open')));
      emitter.open$.next('a');
      emitter.open$.next('b');
      expect(counts).toEqual([0]);
      expect(emitter.open$.observed).toBe(false);
    });

    it('calls once even where the listener causes the same event', () => {
      const emitter = new Emitter();
      const heard: string[] = [];
      emitter.once('open', (id) => {
        heard.push(id);
        emitter.open$.next(`${id}${id}`);
      });
      emitter.open$.next('a');
      expect(heard).toEqual(['a']);
    });

    it('takes one of the values that were held, and leaves the rest to the next', () => {
      const emitter = new Emitter();
      for (const value of [1, 2, 3]) emitter.data$.next(value);
      const first = jest.fn();
      const second = jest.fn();
      emitter.once('data', first);
      expect(emitter.listenerCount('data')).toBe(0);
      emitter.on('data', second);
      emitter.data$.next(4);
      expect(first.mock.calls).toEqual([[1]]);
      expect(second.mock.calls).toEqual([[2], [3], [4]]);
    });
  });

  describe('off', () => {
    const listeners = () => {
      const emitter = new Emitter();
      const heard: string[] = [];
      const a = () => heard.push('a');
      const b = () => heard.push('b');
      const context = {};
      emitter.on('open', a).on('open', a, context).once('open', a).on('open', b).on('close', a);
      return { emitter, heard, a, b, context };
    };

    it('removes a listener wherever it was added', () => {
      const { emitter, heard, a } = listeners();
      emitter.off('open', a);
      emitter.open$.next('x');
      expect(heard).toEqual(['b']);
    });

    it('removes those with a context', () => {
      const { emitter, heard, a, context } = listeners();
      emitter.off('open', a, context);
      emitter.open$.next('x');
      expect(heard).toEqual(['a', 'a', 'b']);
    });

    it('removes those that were added by once', () => {
      const { emitter, a } = listeners();
      emitter.removeListener('open', a, undefined, true);
      expect(emitter.listenerCount('open')).toBe(3);
    });

    it('removes all of an event', () => {
      const { emitter, heard } = listeners();
      emitter.off('open');
      emitter.open$.next('x');
      emitter.close$.next(undefined);
      expect(heard).toEqual(['a']);
    });

    it('removes nothing where there is nothing', () => {
      const { emitter, a } = listeners();
      emitter
        .off('data')
        .off('open', () => undefined)
        .off('close', a, {});
      expect(emitter.eventNames()).toEqual(['open', 'close']);
      expect(emitter.listenerCount('open')).toBe(4);
    });

    it('works in the middle of an event', () => {
      const emitter = new Emitter();
      const heard: string[] = [];
      const second = () => heard.push('second');
      emitter.on('open', () => {
        heard.push('first');
        emitter.off('open', second);
      });
      emitter.on('open', second);
      emitter.open$.next('x');
      expect(heard).toEqual(['first']);
    });

    it('works in the middle of what was held', () => {
      const emitter = new Emitter();
      for (const value of [1, 2, 3]) emitter.data$.next(value);
      const heard: unknown[] = [];
      const listener = (value: unknown): void => {
        heard.push(value);
        if (value === 2) emitter.off('data', listener);
      };
      emitter.on('data', listener);
      expect(heard).toEqual([1, 2]);
      emitter.on('data', (value) => heard.push(value));
      expect(heard).toEqual([1, 2, 3]);
    });
  });

  it('does not call in the middle of an event who came in the middle of it', () => {
    const emitter = new Emitter();
    const late = jest.fn();
    emitter.once('open', () => emitter.on('open', late));
    emitter.open$.next('a');
    expect(late).not.toHaveBeenCalled();
    emitter.open$.next('b');
    expect(late.mock.calls).toEqual([['b']]);
  });

  it('removes all listeners, of an event or of all', () => {
    const emitter = new Emitter();
    const listener = (): void => undefined;
    emitter.on('open', listener).on('data', listener).once('close', listener);
    expect(emitter.removeAllListeners('data')).toBe(emitter);
    expect(emitter.eventNames()).toEqual(['open', 'close']);
    expect(emitter.removeAllListeners()).toBe(emitter);
    expect(emitter.eventNames()).toEqual([]);
    expect([emitter.open$, emitter.close$].some(({ observed }) => observed)).toBe(false);
  });

  it('lists its listeners', () => {
    const emitter = new Emitter();
    const a = (): void => undefined;
    const b = (): void => undefined;
    emitter.on('open', a).once('open', b);
    expect(emitter.listeners('open')).toEqual([a, b]);
    expect(emitter.listenerCount('open')).toBe(2);
    emitter.listeners('open').length = 0;
    expect(emitter.listenerCount('open')).toBe(2);
    expect(emitter.listeners('data')).toEqual([]);
    expect(emitter.listenerCount('data')).toBe(0);
  });

  it('lets a listener throw without harm to the others, and reports what it threw', () => {
    jest.useFakeTimers();
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    const emitter = new Emitter();
    const heard: string[] = [];
    emitter.on('open', (id) => {
      heard.push(`bad ${id}`);
      throw new Error(id);
    });
    emitter.on('open', (id) => heard.push(`good ${id}`));
    emitter.open$.next('a');
    emitter.open$.next('b');
    expect(heard).toEqual(['bad a', 'good a', 'bad b', 'good b']);
    expect(reported).toEqual([]);
    jest.runAllTimers();
    expect(reported).toEqual([new Error('a'), new Error('b')]);
    config.onUnhandledError = null;
    jest.useRealTimers();
  });

  it('takes listeners for events that nobody knows, which never happen', () => {
    const emitter = new Emitter() as unknown as Untyped;
    for (const name of ['nonsense', 'constructor', 'toString', '__proto__']) {
      emitter.on(name, () => undefined);
      expect(emitter.listenerCount(name)).toBe(1);
    }
  });

  it('is what fromEvent of RxJS takes for an emitter', () => {
    const emitter = new Emitter();
    const heard: unknown[] = [];
    const subscription = fromEvent(emitter as never, 'open').subscribe((id) => heard.push(id));
    emitter.open$.next('a');
    expect(heard).toEqual(['a']);
    subscription.unsubscribe();
    emitter.open$.next('b');
    expect(heard).toEqual(['a']);
    expect(emitter.listenerCount('open')).toBe(0);
  });
});
