import { util } from 'rxpeer';
import { fromEvent, merge, takeUntil } from 'rxjs';
import { element, part } from './dom.js';
import { panel } from './panel.js';
import type { PanelSetup } from './panel-context.js';
import { panelView } from './panel-view.js';
import { serverOptions } from './server.js';
import { explainIn, snippets } from './snippets.js';
import { TimelineModel } from './timeline/model.js';
import { TimelineView } from './timeline/timeline.js';

/** A name that can stand in the code that is shown: `my-laptop` cannot. */
const codeName = (name: string): string => (/^[a-z]\w{0,11}$/i.test(name) ? name : 'peer');

const model = new TimelineModel();
const timeline = new TimelineView(document, model);
const explain = explainIn(part(document, 'code-title', HTMLElement), part(document, 'code', HTMLElement));

const add = (me: string, id: string, other: { readonly name: string; readonly id: string } | undefined): PanelSetup => {
  const view = panelView(part(document, 'panel', HTMLTemplateElement));
  view.name.textContent = me;
  view.id.textContent = id;
  view.root.setAttribute('aria-label', `Peer ${me}`);
  view.root.dataset['peer'] = id;
  view.other.value = other?.id ?? '';
  view.otherLabel.hidden = other !== undefined;
  view.idLine.hidden = me === id;
  view.connect.textContent = other ? `Connect to ${other.name}` : 'Connect';
  view.remote.muted = other !== undefined; // both sides are in one room: no feedback
  part(document, 'panels', HTMLElement).append(view.root);
  const code = codeName(me);
  return {
    view,
    me: code,
    id,
    options: serverOptions(location),
    audio: other === undefined,
    hue: me === 'bob' ? 330 : 225,
    otherName: other?.name ?? 'other',
    nameOf: (peer) => (peer === other?.id ? other.name : peer),
    explain,
    trace: (object) => model.traceOf(object ? `${code}.${object}` : code),
  };
};

const intro = part(document, 'intro', HTMLElement);
const mode = part(document, 'mode', HTMLAnchorElement);

/** Two peers of one page, under ids that no other tab has. */
const pair = (): readonly PanelSetup[] => {
  const suffix = util.randomToken().slice(0, 5);
  const alice = { name: 'alice', id: `alice-${suffix}` };
  const bob = { name: 'bob', id: `bob-${suffix}` };
  intro.append('PeerJS as streams. Two peers live on this page; let them talk, and watch what happens below.');
  Object.assign(mode, { textContent: 'One peer a device', href: `?peer=peer-${suffix}` });
  return [add(alice.name, alice.id, bob), add(bob.name, bob.id, alice)];
};

/** One peer, which talks to one on another device, or in another tab. */
const single = (name: string): readonly PanelSetup[] => {
  const example = element('code', {}, '?peer=ANOTHER-NAME');
  intro.append('PeerJS as streams. Open this page on another device with ', example, ', and connect to it.');
  Object.assign(mode, { textContent: 'Two peers on one page', href: '?' });
  return [add(name, name, undefined)];
};

const name = new URLSearchParams(location.search).get('peer');
const setups = name ? single(name) : pair();

for (const { me, id } of setups.slice(0, 1)) explain(snippets.start(me, id));

// Whoever leaves the page says goodbye to the others.
merge(timeline.run(), ...setups.map(panel))
  .pipe(takeUntil(fromEvent(window, 'pagehide')))
  .subscribe();

// A page that comes back from the browser's memory starts anew.
fromEvent<PageTransitionEvent>(window, 'pageshow').subscribe(({ persisted }) => {
  if (persisted) location.reload();
});
