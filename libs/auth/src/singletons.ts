import { type InjectionToken, Scope } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { otherCopies, tokensOf } from './copies/copies.js';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];
type Port = abstract new (...args: never[]) => unknown;

/** The metadata key of the scope of `@Injectable()`. */
const SCOPE_OPTIONS = 'scope:options';

const WORDS: Readonly<Record<Scope, string>> = {
  [Scope.DEFAULT]: 'a singleton',
  [Scope.REQUEST]: 'request-scoped',
  [Scope.TRANSIENT]: 'transient',
};

/**
 * Guards, the token endpoint and sockets use one instance of each provider; Nest would inject a scoped one without its dependencies.
 *
 * @throws Error that names each scoped provider among the dependencies, and says what to write
 */
export function demandSingletons(wrappers: readonly Wrapper[]): void {
  const sentences = new Set(wrappers.filter((wrapper) => !wrapper.isDependencyTreeStatic()).map(sentenceAbout));
  if (sentences.size > 0) {
    throw new Error([...sentences].join('\n'));
  }
}

/**
 * Checks providers that are found by their class or decorator too. A transient one has no instance to find.
 *
 * @throws Error if one is not a singleton
 */
export function demandFoundSingletons(found: readonly Wrapper[]): void {
  demandSingletons(found);
  const transient = found.find(({ isTransient }) => isTransient);
  if (transient) {
    throw new Error(sentence(nameOf(transient), Scope.TRANSIENT));
  }
}

/** @throws Error if one of the providers that implement the port is not a singleton */
export function demandSingletonsOf(port: Port, providers: readonly Wrapper[]): void {
  // The providers that refuse to inject the classes of another copy are transient.
  const refused = new Set(otherCopies().flatMap(tokensOf));
  demandFoundSingletons(
    providers
      .filter(({ token }) => !refused.has(token))
      .filter(({ metatype, token }) => [metatype, token].some((candidate) => isA(port, candidate))),
  );
}

/**
 * Finds the instances of a port among the providers of the application, each once.
 *
 * @throws Error if one is not a singleton
 */
export function singletonsOf<T extends object>(
  port: abstract new (...args: never[]) => T,
  discovery: Pick<DiscoveryService, 'getProviders'>,
): readonly T[] {
  const providers = discovery.getProviders();
  demandSingletonsOf(port, providers);
  const instances = new Set(providers.map(({ instance }) => instance as unknown));
  return [...instances].filter((instance): instance is T => instance instanceof port);
}

/** Sorts instances by their `order`. Those with the same number stay as they were found. */
export function inOrder<T extends { readonly order: number }>(found: readonly T[]): readonly T[] {
  return found.toSorted((one, other) => one.order - other.order);
}

/**
 * Whether a provider belongs to another `AuthModule` or `ResourceServerModule` than `own`, and so serves only that one. Providers of
 * other modules serve all of them.
 *
 * @param own the instance of its class in this module
 */
export function isOfAnother(own: object, { host }: Wrapper): boolean {
  const theirs: unknown = host?.providers.get(own.constructor)?.instance;
  return theirs !== undefined && theirs !== own;
}

/** The error message for a request-scoped provider in the options of a module; `null` for other providers. */
export function scopeObjectionTo(provider: object, port: string): string | null {
  const given = typeof provider === 'function' ? provider : (provider as GivenProvider).useExisting;
  const scope = typeof given === 'function' ? scopeOf(given) : (provider as GivenProvider).scope;
  const name = typeof given === 'function' ? given.name : `The factory of ${port}`;
  return scope === Scope.REQUEST ? sentence(name, scope) : null;
}

interface GivenProvider {
  readonly scope?: Scope;
  readonly useExisting?: unknown;
}

function scopeOf(type: object): Scope | undefined {
  return (Reflect.getMetadata(SCOPE_OPTIONS, type) as { readonly scope?: Scope } | undefined)?.scope;
}

/** Names the request-scoped provider at the end of the chain of dependencies, and the provider that injects it. */
function sentenceAbout(wrapper: Wrapper): string {
  const path = pathToScoped(wrapper, []);
  const [dependent, root] = [path.at(-2), path.at(-1) ?? wrapper];
  return sentence(nameOf(root), root.scope ?? Scope.REQUEST, dependent && nameOf(dependent));
}

function pathToScoped(wrapper: Wrapper, path: readonly Wrapper[]): Wrapper[] {
  const here = [...path, wrapper];
  const next = dependenciesOf(wrapper).find(
    (dependency) => !dependency.isDependencyTreeStatic() && !here.includes(dependency),
  );
  return wrapper.scope === Scope.REQUEST || !next ? here : pathToScoped(next, here);
}

function dependenciesOf(wrapper: Wrapper): Wrapper[] {
  const properties = (wrapper.getPropertiesMetadata() ?? []).map(({ wrapper: dependency }) => dependency);
  return [...(wrapper.getCtorMetadata() ?? []), ...properties];
}

function sentence(name: string, scope: Scope, dependent?: string): string {
  const use = dependent === undefined ? '' : `, and ${dependent} depends on it`;
  return (
    `${name} is ${WORDS[scope]}${use}: Portcullis supports only singletons. Write @Injectable() without a scope. A ` +
    'singleton can read values of the request, such as the tenant, from an AsyncLocalStorage (the package nestjs-cls).'
  );
}

function nameOf({ metatype, isNotMetatype, token }: Wrapper): string {
  return nameOfToken((isNotMetatype ? token : metatype) as InjectionToken);
}

export function nameOfToken(token: InjectionToken): string {
  return typeof token === 'function' ? token.name : String((token as symbol).description ?? token);
}

function isA(port: Port, candidate: unknown): boolean {
  return typeof candidate === 'function' && (candidate === port || candidate.prototype instanceof port);
}
