/**
 * Checks that the application has declared every name, if it declares any. A test with a misspelt scope or role would prove nothing.
 *
 * @throws Error that contains the first undeclared name
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
