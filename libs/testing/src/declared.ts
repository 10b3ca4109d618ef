/**
 * Every name is among those that the host has declared, where it has declared any: a test that acts with a misspelt scope or
 * role would show nothing.
 *
 * @throws Error that names the first that is not
 */
export function demandDeclared(
  kind: 'scope' | 'role',
  names: readonly string[],
  declared: readonly string[] | undefined,
): void {
  const unknown = declared && names.find((name) => !declared.includes(name));
  if (unknown !== undefined) {
    throw new Error(`AuthModule's ${kind}s hold no '${unknown}', only: ${declared?.join(', ')}.`);
  }
}
