/** What is known of a module whose guards know who is calling: an `AuthModule`, or a `ResourceServerModule`. */
export interface Gate {
  readonly isGlobal: boolean;
}

/**
 * An application may have several, each imported where its guards are meant.
 *
 * @throws Error where it is left to the order of imports whose guards are meant
 */
export function demandDistinctGates(gates: readonly Gate[], isGuardedAsAWhole: boolean): void {
  if (gates.length > 1 && isGuardedAsAWhole) {
    throw new Error(
      'GLOBAL_GUARDS take the tokens of one module alone, and there are several (AuthModule, ResourceServerModule): the routes ' +
        "of the others would refuse everybody. Leave GLOBAL_GUARDS out, write @Authenticated() on the controllers, and unguardedRoutes: 'refuse'.",
    );
  }
  if (gates.filter(({ isGlobal }) => isGlobal).length > 1) {
    throw new Error(
      'Several modules of AuthModule and ResourceServerModule are global, and which of them guards a route would be left to ' +
        'the order of the imports. Write isGlobal: true for one of them, and import the others where they are used.',
    );
  }
}
