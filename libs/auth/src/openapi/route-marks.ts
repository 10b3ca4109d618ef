import type { Route } from '../authorization/table/contradictions.js';
import { SWAGGER_METADATA } from '../openapi-decorators/swagger-metadata.js';

const SECURITY = SWAGGER_METADATA.security;

const PREFIX = 'portcullis: ';

type Requirement = Record<string, string[]>;

/**
 * Finds the route of each operation of a document by marks in the security metadata of its class and its handler, until `remove()`. The
 * path does not identify it, because of prefixes and versions, nor does the handler: subclasses inherit it and may have other guards.
 */
export class RouteMarks {
  readonly #marked = new Map<object, { readonly mark: string; readonly before: Requirement[] | undefined }>();
  readonly #routes = new Map<string, Route>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      this.#routes.set(`${this.#markOn(route.target)} ${this.#markOn(route.handler)}`, route);
    }
  }

  /** The route of an operation, and the requirements of the operation without the marks. */
  resolve(security: readonly Requirement[] = []): {
    readonly route: Route | undefined;
    readonly security: Requirement[];
  } {
    const marks = security.filter(isMark).flatMap(Object.keys);
    return {
      route: this.#routes.get(marks.toSorted().join(' ')),
      security: security.filter((requirement) => !isMark(requirement)),
    };
  }

  remove(): void {
    for (const [target, { before }] of this.#marked) {
      if (before) {
        Reflect.defineMetadata(SECURITY, before, target);
      } else {
        Reflect.deleteMetadata(SECURITY, target);
      }
    }
  }

  #markOn(target: object): string {
    const known = this.#marked.get(target);
    if (known) {
      return known.mark;
    }
    const mark = `${PREFIX}${'prototype' in target ? 'class' : 'method'} ${this.#marked.size}`;
    const inherited = ((Reflect.getMetadata(SECURITY, target) ?? []) as Requirement[]).filter((own) => !isMark(own));
    const before = Reflect.getOwnMetadata(SECURITY, target) as Requirement[] | undefined;
    this.#marked.set(target, { mark, before });
    Reflect.defineMetadata(SECURITY, [...inherited, { [mark]: [] }], target);
    return mark;
  }
}

function isMark(requirement: Requirement): boolean {
  return Object.keys(requirement).some((name) => name.startsWith(PREFIX));
}
