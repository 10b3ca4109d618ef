import type { Route } from '../authorization/table/contradictions.js';

/** Where @nestjs/swagger keeps the security requirements of a class or a method. */
const SECURITY = 'swagger/apiSecurity';

const PREFIX = 'portcullis: ';

type Requirement = Record<string, string[]>;

/**
 * Marks on classes and handlers by which each operation of a document is traced back to the one route that it describes,
 * whatever prefix, version or name it goes by there. A handler alone would not do: subclasses inherit it, and guard it in
 * their own way. The marks are there while the document is being made, and gone afterwards.
 */
export class RouteMarks {
  readonly #marked = new Map<object, { readonly mark: string; readonly before: Requirement[] | undefined }>();
  readonly #routes = new Map<string, Route>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      this.#routes.set(`${this.#markOn(route.target)} ${this.#markOn(route.handler)}`, route);
    }
  }

  /** The route behind an operation's requirements, and the requirements that were there without the marks. */
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
