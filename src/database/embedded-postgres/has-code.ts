/** Whether this is an error of the system or of PostgreSQL with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return isObject(error) && 'code' in error && codes.includes(String(error.code));
}

/** Unlike `instanceof Object`, also of a module's namespace and of what another realm made. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
