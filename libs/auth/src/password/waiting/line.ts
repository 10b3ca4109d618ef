/** Those who wait, and who of them is next. A member stands in it at most once. */
export interface Line<T> {
  readonly length: number;

  /** @param path the parties that the member belongs to, the widest first; as many as the line has levels */
  add(member: T, path: readonly string[]): void;

  /** @param path as it was added with */
  delete(member: T, path: readonly string[]): void;

  /** Takes out the one whose turn it is. */
  takeNext(): T | undefined;

  /** Takes out the one who can be spared most: of those with the most places the latest. */
  takeLast(): T | undefined;

  /** Whether somebody has to give its place to a newcomer: one of a party that has two places more than the newcomer's. */
  hasFor(newcomer: readonly string[]): boolean;

  /** Takes out the one who has to give its place to a newcomer; nobody, where {@link hasFor} says so. */
  takeFor(newcomer: readonly string[]): T | undefined;
}
