/** How much of the mean the newest value is. */
const WEIGHT = 1 / 8;

/** A mean that forgets: the newest values count most, and no value can move it far. */
export class MovingMean {
  #value: number | null = null;

  /** @param ceiling a greater value counts as this: one that was held up must not speak for all */
  constructor(private readonly ceiling: number) {}

  /** `null` before the first. */
  get value(): number | null {
    return this.#value;
  }

  add(value: number): void {
    const bounded = Math.min(value, this.ceiling);
    this.#value = this.#value === null ? bounded : this.#value + WEIGHT * (bounded - this.#value);
  }
}
