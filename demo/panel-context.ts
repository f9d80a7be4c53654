import type { Peer, PeerOptions } from 'rxpeer';
import type { PanelView } from './panel-view.js';
import type { Explain } from './snippets.js';
import type { Trace } from './timeline/model.js';
import type { Complain } from './watch.js';

/** One peer of this page, and the one it is meant to talk to. */
export interface PanelSetup {
  readonly view: PanelView;
  /** What it is called in the code and in the timeline. */
  readonly me: string;
  readonly id: string;
  readonly options: PeerOptions;
  /** Whether calls have sound: not where both sides are in one room. */
  readonly audio: boolean;
  /** Colour of its animation. */
  readonly hue: number;
  readonly otherName: string;
  /** What the page calls the peer with this id. */
  readonly nameOf: (id: string) => string;
  readonly explain: Explain;
  /** How to draw the streams of one of its objects: of `alice` herself, of `alice.connection`, … */
  readonly trace: (object?: string) => Trace;
}

/** What every part of a panel works with. */
export interface PanelContext extends PanelSetup {
  readonly peer: Peer;
  readonly complain: Complain;
}
