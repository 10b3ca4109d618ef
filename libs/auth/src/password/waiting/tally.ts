/** How many there are of each; those of whom there are none are not remembered. */
export class Tally {
  readonly #counts = new Map<string, number>();

  /** 0 for `null`, which stands for nobody that is known. */
  of(key: string | null): number {
    return key === null ? 0 : (this.#counts.get(key) ?? 0);
  }

  add(key: string | null, change: 1 | -1): void {
    const count = this.of(key) + change;
    if (key === null) {
      return;
    }
    if (count > 0) {
      this.#counts.set(key, count);
    } else {
      this.#counts.delete(key);
    }
  }
}
