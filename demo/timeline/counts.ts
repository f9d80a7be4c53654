import { map, type Observable, throttleTime } from 'rxjs';
import { element } from '../dom.js';
import type { Lane, TimelineModel } from './model.js';

interface CountRow {
  readonly row: HTMLTableRowElement;
  readonly values: HTMLTableCellElement;
  readonly latest: HTMLTableCellElement;
  readonly state: HTMLTableCellElement;
}

const stateOf = ({ spans }: Lane): string => {
  const last = spans.at(-1);
  if (last?.end === undefined) return 'live';
  return last.by === 'completion' ? 'completed' : 'unsubscribed';
};

/** The timeline for those who do not see it: a row for each stream, with the number of its values and the latest. */
export const countTable = (table: HTMLTableElement, model: TimelineModel): Observable<void> => {
  const rows = new Map<Lane, CountRow>();
  const rowOf = (lane: Lane): CountRow => {
    const known = rows.get(lane);
    if (known) return known;
    const name = element('th', { scope: 'row' }, element('code', {}, lane.name));
    const [values, latest, state] = [element('td'), element('td'), element('td')];
    const made = { row: element('tr', {}, name, values, latest, state), values, latest, state };
    made.row.dataset['lane'] = lane.name;
    rows.set(lane, made);
    return made;
  };
  return model.changed$.pipe(
    throttleTime(200, undefined, { leading: true, trailing: true }),
    map(() => {
      for (const lane of model.lanes) {
        const { row, values, latest, state } = rowOf(lane);
        row.dataset['count'] = String(lane.emissions);
        row.dataset['state'] = stateOf(lane);
        values.textContent = String(lane.emissions);
        latest.textContent = lane.marbles.at(-1)?.detail ?? '';
        state.textContent = stateOf(lane);
      }
      const body = table.tBodies[0];
      const wanted = model.lanes.map((lane) => rowOf(lane).row);
      if (body && wanted.length !== body.rows.length) body.replaceChildren(...wanted);
    }),
  );
};
