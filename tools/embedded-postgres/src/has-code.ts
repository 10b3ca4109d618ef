/** Whether this is an error of the system or of PostgreSQL with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return isObject(error) && 'code' in error && codes.includes(String(error.code));
}

/** Whether the disk is full. */
export function isFull(error: unknown): boolean {
  return hasCode(error, 'ENOSPC', 'EDQUOT');
}

/** Unlike `instanceof Object`, also true for a module namespace and for an object of another realm. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
