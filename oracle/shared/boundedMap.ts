/** A map that forgets its oldest entry when there are too many: strangers choose keys, so memory must not follow them. */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: K, value: V): this {
    // What is written again counts as new.
    super.delete(key);
    super.set(key, value);
    if (this.size > this.#most) super.delete(this.keys().next().value as K);
    return this;
  }
}
