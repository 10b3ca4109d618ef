/**
 * An application may have several `AuthModule`s and `ResourceServerModule`s, each imported where its guards are used.
 *
 * @param modules of the application
 * @param isGuardedGlobally whether guards of one of them are bound for the whole application
 * @throws Error if the order of the imports would decide which module guards a route
 */
export function demandNoModuleConflict(
  modules: readonly { readonly isGlobal: boolean }[],
  isGuardedGlobally: boolean,
): void {
  if (modules.length > 1 && isGuardedGlobally) {
    throw new Error(
      'GLOBAL_GUARDS accept the tokens of one module only, and there are several (AuthModule, ResourceServerModule): the routes ' +
        'of the others would refuse every request. Leave GLOBAL_GUARDS out, write @Authenticated() on the controllers, and set ' +
        "unguardedRoutes: 'refuse'.",
    );
  }
  if (modules.filter(({ isGlobal }) => isGlobal).length > 1) {
    throw new Error(
      'Several modules of AuthModule and ResourceServerModule are global, so the order of the imports would decide which of them ' +
        'guards a route. Write isGlobal: true for one of them, and import the others where they are used.',
    );
  }
}
