/** What tells a connection of a Peer from its others. Its own id is random, and unique between two Peers at most. */
export interface ConnectionName {
  readonly peer: string;
  readonly connectionId: string;
}

/** The live connections of a Peer, by the peer at the other end, in the order in which they came. */
export class Registry<T extends ConnectionName> {
  readonly #byPeer = new Map<string, Map<string, T>>();

  add(item: T): void {
    const ofPeer = this.#byPeer.get(item.peer) ?? new Map<string, T>();
    this.#byPeer.set(item.peer, ofPeer.set(item.connectionId, item));
  }

  /** Removes an item, but not another one that has taken its place. */
  remove(item: T): void {
    const ofPeer = this.#byPeer.get(item.peer);
    if (ofPeer?.get(item.connectionId) !== item) return;
    ofPeer.delete(item.connectionId);
    if (ofPeer.size === 0) this.#byPeer.delete(item.peer);
  }

  get(peer: string, connectionId: string): T | undefined {
    return this.#byPeer.get(peer)?.get(connectionId);
  }

  /** A copy: whoever closes what it lists changes the registry, not the list. */
  of(peer: string): T[] {
    return [...(this.#byPeer.get(peer)?.values() ?? [])];
  }

  /** Those that there is something registered with. */
  peers(): string[] {
    return [...this.#byPeer.keys()];
  }

  all(): T[] {
    return this.peers().flatMap((peer) => this.of(peer));
  }

  /** As a plain object without a prototype, so that no id can be mistaken for a method. */
  toObject(): Record<string, T[]> {
    const object = Object.create(null) as Record<string, T[]>;
    for (const peer of this.peers()) object[peer] = this.of(peer);
    return object;
  }
}
