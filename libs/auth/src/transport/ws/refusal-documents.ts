const refusals = new WeakSet<object>();

/** Marks a document as the refusal of a message, for {@link isRefusal}. */
export function asRefusal<T extends object>(document: T): T {
  refusals.add(document);
  return document;
}

export function isRefusal(data: unknown): boolean {
  return typeof data === 'object' && data !== null && refusals.has(data);
}
