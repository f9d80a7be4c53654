import { filter, fromEvent, map, type Observable } from 'rxjs';

/** The element marked `data-part="name"`; that it is missing, or of another kind, is a mistake in index.html. */
export const part = <E extends Element>(root: ParentNode, name: string, type: new () => E): E => {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof type)) throw new TypeError(`index.html has no ${type.name} data-part="${name}"`);
  return found;
};

/** A new element with its properties and what is in it. */
export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

export const clicks = (target: HTMLElement): Observable<Event> => fromEvent(target, 'click');

/** What was typed into `field`, whenever its form is submitted. */
export const submitted = (form: HTMLFormElement, field: HTMLInputElement): Observable<string> =>
  fromEvent(form, 'submit').pipe(
    map((event) => {
      event.preventDefault();
      return field.value.trim();
    }),
    filter((text) => text !== ''),
  );

/** Keeps the last `most` children, so that a page that stays open does not grow. Returns those that went. */
export const keepLast = (list: Element, most: number): readonly Element[] => {
  const gone = [...list.children].slice(0, -most);
  for (const child of gone) child.remove();
  return gone;
};

/** Shows one of several buttons in the same place; the focus does not get lost with the one that goes. */
export const showOneOf = (shown: HTMLElement, ...places: readonly HTMLElement[]): void => {
  const focused = places.some((place) => place === document.activeElement);
  for (const place of places) place.hidden = place !== shown;
  if (focused) shown.focus();
};
