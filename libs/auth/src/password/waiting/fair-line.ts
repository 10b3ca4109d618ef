import type { Line } from './line.js';
import { OrderedSet } from './ordered-set.js';

/**
 * Serves parties in turn, however many of each wait, and leaves it to a line of each party's own which of its members is
 * next. Whoever comes again goes to the end, and a newcomer never gets before those who were there. Every step takes
 * constant time for each level of lines; only parties that wait are remembered.
 */
export class FairLine<T> implements Line<T> {
  readonly #lines = new Map<string, Line<T>>();
  /** The parties, in the order of their turns. */
  readonly #turns = new OrderedSet<string>();
  /** The parties by how many of each wait, so that the most numerous is found without a search. */
  readonly #byLength = new Map<number, OrderedSet<string>>();
  #longest = 0;
  #length = 0;

  constructor(private readonly makeLine: () => Line<T>) {}

  get length(): number {
    return this.#length;
  }

  add(member: T, [party = '', ...narrower]: readonly string[]): void {
    if (!this.#lines.has(party)) {
      this.#lines.set(party, this.makeLine());
      this.#turns.append(party);
    }
    this.#change(party, (line) => line.add(member, narrower));
  }

  delete(member: T, [party = '', ...narrower]: readonly string[]): void {
    this.#change(party, (line) => line.delete(member, narrower));
  }

  takeNext(): T | undefined {
    const party = this.#turns.first;
    if (party === undefined) {
      return undefined;
    }
    this.#turns.append(party);
    return this.#change(party, (line) => line.takeNext());
  }

  takeLast(): T | undefined {
    const party = this.#byLength.get(this.#longest)?.last;
    return party === undefined ? undefined : this.#change(party, (line) => line.takeLast());
  }

  hasFor([party = '', ...narrower]: readonly string[]): boolean {
    return this.#isOutnumbered(party) || (this.#lines.get(party)?.hasFor(narrower) ?? false);
  }

  takeFor([party = '', ...narrower]: readonly string[]): T | undefined {
    return this.#isOutnumbered(party) ? this.takeLast() : this.#change(party, (line) => line.takeFor(narrower));
  }

  #isOutnumbered(party: string): boolean {
    return this.#longest > (this.#lines.get(party)?.length ?? 0) + 1;
  }

  /** Does something to a party's line, and takes note of how long it is now. */
  #change<R>(party: string, action: (line: Line<T>) => R): R | undefined {
    const line = this.#lines.get(party);
    if (!line) {
      return undefined;
    }
    const before = line.length;
    const result = action(line);
    if (line.length !== before) {
      this.#note(party, before, line.length);
    }
    return result;
  }

  #note(party: string, before: number, now: number): void {
    this.#length += now - before;
    const equals = this.#byLength.get(before);
    equals?.delete(party);
    if (equals?.size === 0) {
      this.#byLength.delete(before);
    }
    if (now === 0) {
      this.#lines.delete(party);
      this.#turns.delete(party);
    } else {
      this.#ofLength(now).append(party);
    }
    // By one at a time: where the longest has no equal and loses a member, it is the longest still.
    this.#longest = Math.max(now, this.#byLength.has(this.#longest) ? this.#longest : 0);
  }

  #ofLength(length: number): OrderedSet<string> {
    const found = this.#byLength.get(length) ?? new OrderedSet<string>();
    this.#byLength.set(length, found);
    return found;
  }
}
