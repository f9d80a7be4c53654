/** Something that is to happen. */
export interface Appointment {
  due: number;
  /** Breaks ties: who was first. */
  order: number;
  /** Milliseconds after which it happens again; left out, it happens once. */
  readonly period: number | undefined;
  readonly work: () => void;
  /** Until it has happened for the last time, or was called off. */
  live: boolean;
}

const isBefore = (one: Appointment, other: Appointment): boolean =>
  one.due < other.due || (one.due === other.due && one.order < other.order);

/** Appointments in the order in which they are due: a binary heap. What was called off stays until its time comes. */
export class Timeline {
  readonly #heap: Appointment[] = [];

  get next(): Appointment | undefined {
    return this.#heap[0];
  }

  add(appointment: Appointment): void {
    const heap = this.#heap;
    let index = heap.push(appointment) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!isBefore(appointment, heap[above] as Appointment)) break;
      heap[index] = heap[above] as Appointment;
      index = above;
    }
    heap[index] = appointment;
  }

  /** Takes the first one away. */
  shift(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Appointment, heap[below] as Appointment)) below += 1;
      if (!isBefore(heap[below] as Appointment, last)) break;
      heap[index] = heap[below] as Appointment;
      index = below;
    }
    heap[index] = last;
  }
}
