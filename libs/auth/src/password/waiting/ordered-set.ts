interface Link<T> {
  readonly value: T;
  before: Link<T> | undefined;
  after: Link<T> | undefined;
}

/** A set in the order of arrival that knows its last as well as its first. Every step takes constant time. */
export class OrderedSet<T> {
  readonly #links = new Map<T, Link<T>>();
  #first: Link<T> | undefined;
  #last: Link<T> | undefined;

  get size(): number {
    return this.#links.size;
  }

  get first(): T | undefined {
    return this.#first?.value;
  }

  get last(): T | undefined {
    return this.#last?.value;
  }

  /** At the end, wherever it was before. */
  append(value: T): void {
    this.delete(value);
    const link: Link<T> = { value, before: this.#last, after: undefined };
    if (this.#last) {
      this.#last.after = link;
    } else {
      this.#first = link;
    }
    this.#last = link;
    this.#links.set(value, link);
  }

  delete(value: T): void {
    const link = this.#links.get(value);
    if (!link) {
      return;
    }
    const { before, after } = link;
    if (before) {
      before.after = after;
    } else {
      this.#first = after;
    }
    if (after) {
      after.before = before;
    } else {
      this.#last = before;
    }
    this.#links.delete(value);
  }
}
