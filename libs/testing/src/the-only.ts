import type { InjectionToken } from '@nestjs/common';

/** What an application, one of its modules, and `ModuleRef` have in common. */
export interface Container {
  get<T>(token: InjectionToken<T>, options: { readonly strict: false; readonly each: true }): T[];
}

/**
 * The one instance that stands behind a token of `AuthModule` or `ResourceServerModule`, in whichever module of the application.
 *
 * @throws Error if there is none, or more than one
 */
export function theOnly<T>(container: Container, token: InjectionToken<T>): T {
  const [instance, ...others] = new Set(instancesOf(container, token));
  if (instance === undefined || others.length > 0) {
    throw new Error(
      'The test kit can’t tell which AuthModule or ResourceServerModule is meant: the application has more than one.',
    );
  }
  return instance;
}

function instancesOf<T>(container: Container, token: InjectionToken<T>): T[] {
  try {
    return container.get(token, { strict: false, each: true });
  } catch (cause) {
    throw new Error(
      'The test kit needs an application with AuthModule: import AuthModule.forRoot({ … }); or ResourceServerModule, for TestIssuer.',
      { cause },
    );
  }
}
