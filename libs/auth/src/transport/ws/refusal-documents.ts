const refusals = new WeakSet<object>();

/** Marks what a client is to be told of a refused message. */
export function asRefusal<T extends object>(document: T): T {
  refusals.add(document);
  return document;
}

export function isRefusal(data: unknown): boolean {
  return typeof data === 'object' && data !== null && refusals.has(data);
}
