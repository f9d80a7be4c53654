import { Subject } from 'rxjs';
import { EventSurface, type EventStreams } from '../../lib/core/event-surface.js';

interface Events {
  readonly open: (id: string) => void;
}

class Emitter extends EventSurface<Events> {
  readonly open$ = new Subject<string>();
  protected readonly _events: EventStreams<Events> = { open: this.open$ };
}

/** What a subclass may make of one by the other, as it can where they are the same function. */
class Backwards extends Emitter {
  override on<Name extends keyof Events>(event: Name, listener: Events[Name]): this {
    return super.addListener(event, listener);
  }

  override off<Name extends keyof Events>(event: Name, listener?: Events[Name]): this {
    return super.removeListener(event, listener);
  }
}

describe('A subclass of an emitter', () => {
  it('may make `on` of `addListener`, and `off` of `removeListener`', () => {
    const emitter = new Backwards();
    const heard: string[] = [];
    const listener = (id: string): unknown => heard.push(id);
    emitter.on('open', listener);
    emitter.open$.next('a');
    emitter.off('open', listener);
    emitter.open$.next('b');
    expect(heard).toEqual(['a']);
  });
});
