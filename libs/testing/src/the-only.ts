import type { InjectionToken } from '@nestjs/common';
import { loadedCopies } from '@portcullis/auth/spi';
import { demandArgument, hasMethods } from './argument-check.js';

const NO_AUTH_MODULE =
  'The test kit needs an application with AuthModule: import AuthModule.forRoot({ … }); or ResourceServerModule, for TestIssuer.';

/** What an application, one of its modules, and `ModuleRef` have in common. */
export interface Container {
  get<T>(token: InjectionToken<T>, options: { readonly strict: false; readonly each: true }): T[];
}

/** @throws {TypeError} if it is no application and no module of one */
export function demandContainer(app: unknown, call: string): void {
  demandArgument(
    hasMethods(app, 'get'),
    `${call}() takes the application, or its compiled testing module`,
    app,
    `${call}(app)`,
  );
}

/**
 * The one instance that stands behind a token of `AuthModule` or `ResourceServerModule`, in whichever module of the application.
 *
 * @throws Error if there is none, or more than one
 */
export function theOnly<T>(container: Container, token: InjectionToken<T>): T {
  const [instance, ...others] = new Set(instancesOf(container, token));
  if (instance === undefined) {
    throw new Error(sentence());
  }
  if (others.length > 0) {
    throw new Error(
      'The test kit can’t tell which AuthModule or ResourceServerModule is meant: the application has more than one.',
    );
  }
  return instance;
}

/** What stands behind a token of a library that the application may not have; `undefined` if it does not. */
export function oneIfAny<T>(container: Container, token: InjectionToken<T>): T | undefined {
  try {
    return container.get(token, { strict: false, each: true })[0];
  } catch {
    return undefined;
  }
}

function instancesOf<T>(container: Container, token: InjectionToken<T>): T[] {
  try {
    const found: unknown = container.get(token, { strict: false, each: true });
    return Array.isArray(found) ? (found as T[]) : [];
  } catch (cause) {
    throw new Error(sentence(), { cause });
  }
}

function sentence(): string {
  const copies = loadedCopies();
  return copies.length > 1
    ? `The test kit can’t find the AuthModule of another copy of @portcullis/auth: ${copies.join(' and ')}. The test and the ` +
        'application must both import the libraries, or both require them.'
    : NO_AUTH_MODULE;
}
