import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, type SwaggerDocumentOptions, SwaggerModule } from '@nestjs/swagger';
import type { Route } from '../authorization/table/contradictions.js';
import { PolicyTable } from '../authorization/table/policy-table.js';
import { AUTH_OPTIONS, type GuardOptions } from '../auth.options.js';
import type { ProblemResponse } from '../errors/problem-response.js';
import { ProblemSchema } from '../errors/problem.schema.js';
import { scopeDescriptions } from '../token/scope-catalogue.js';
import { TokenController } from '../token/token.controller.js';
import { guardAnswers } from './guard-answers.js';
import { RouteMarks } from './route-marks.js';
import { securityOf } from './security-requirements.js';
import { OAUTH2_PASSWORD, securityScheme } from './security-scheme.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type ResponseObject = Exclude<NonNullable<Operation['responses']>[string], { $ref: string }>;

const VERBS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/**
 * The OpenAPI document of an application, as `SwaggerModule.createDocument` makes it, that says what the guards do: which
 * operations are secured, by which scopes, and how they refuse. All of it comes from the metadata that the guards go by;
 * nothing is written twice. The catalogue of scopes fills the Authorize dialog.
 */
export function createSecuredDocument(
  app: INestApplication,
  config: Omit<OpenAPIObject, 'paths'>,
  options: SwaggerDocumentOptions = {},
): OpenAPIObject {
  const routes = app.get(PolicyTable, { strict: false }).routes();
  const marks = new RouteMarks(routes.filter(({ transport }) => transport === 'http'));
  try {
    const extraModels = [...(options.extraModels ?? []), ProblemSchema];
    const document = SwaggerModule.createDocument(app, config, { ...options, extraModels });
    for (const operation of operationsOf(document)) {
      describe(operation, marks);
    }
    return withScheme(document, routes, app.get<GuardOptions>(AUTH_OPTIONS, { strict: false }));
  } finally {
    marks.remove();
  }
}

function operationsOf({ paths }: OpenAPIObject): Operation[] {
  return Object.values(paths).flatMap((path) => VERBS.flatMap((verb) => path[verb] ?? []));
}

function describe(operation: Operation, marks: RouteMarks): void {
  const { route, security: own } = marks.resolve(operation.security);
  const derived = route && securityOf(route);
  const security = [...own, ...(derived ?? [])];
  if (security.length > 0) {
    operation.security = security;
  } else {
    delete operation.security;
  }
  for (const [status, answer] of Object.entries(route ? guardAnswers(route) : {})) {
    operation.responses[status] = merged(operation.responses[status] as ResponseObject | undefined, answer);
  }
}

/** With what the handler itself answers under the same status. */
function merged(own: ResponseObject | undefined, derived: ProblemResponse): ResponseObject {
  const mediaType = 'application/problem+json';
  const content = own?.content?.[mediaType];
  if (!own || !content) {
    return own ?? derived;
  }
  const examples = { ...content.examples, ...derived.content[mediaType].examples };
  return {
    ...own,
    description: `${own.description} ${derived.description}`,
    headers: { ...own.headers, ...derived.headers },
    content: { ...own.content, [mediaType]: { ...content, examples } },
  };
}

function withScheme(document: OpenAPIObject, routes: readonly Route[], { scopes = {} }: GuardOptions): OpenAPIObject {
  const token = routes.find(({ target }) => target === TokenController || target.prototype instanceof TokenController);
  const scheme = securityScheme(token?.route.split(' ')[1], scopeDescriptions(scopes));
  const { components = {} } = document;
  return {
    ...document,
    components: { ...components, securitySchemes: { ...components.securitySchemes, [OAUTH2_PASSWORD]: scheme } },
  };
}
