/** A copy of the same class, in which these members count, whether they were fields or accessors. */
export function withMembers<T extends object>(object: T, members: Partial<T> = {}): T {
  return Object.create(Object.getPrototypeOf(object) as object | null, {
    ...Object.getOwnPropertyDescriptors(object),
    ...Object.getOwnPropertyDescriptors(members),
  }) as T;
}
