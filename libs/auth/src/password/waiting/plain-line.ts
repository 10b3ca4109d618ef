import type { Line } from './line.js';
import { OrderedSet } from './ordered-set.js';

/** First come, first served. */
export class PlainLine<T> implements Line<T> {
  readonly #members = new OrderedSet<T>();

  get length(): number {
    return this.#members.size;
  }

  add(member: T): void {
    this.#members.append(member);
  }

  delete(member: T): void {
    this.#members.delete(member);
  }

  takeNext(): T | undefined {
    return this.#take(this.#members.first);
  }

  takeLast(): T | undefined {
    return this.#take(this.#members.last);
  }

  hasFor(): boolean {
    return false;
  }

  takeFor(): undefined {
    return undefined;
  }

  #take(member: T | undefined): T | undefined {
    if (member !== undefined) {
      this.#members.delete(member);
    }
    return member;
  }
}
