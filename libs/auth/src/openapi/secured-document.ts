import type { INestApplication, Type } from '@nestjs/common';
import { getSchemaPath, type OpenAPIObject, type SwaggerDocumentOptions, SwaggerModule } from '@nestjs/swagger';
import type { CredentialScheme } from '../authentication/scheme/credential.scheme.js';
import { CredentialSchemes } from '../authentication/scheme/credential-schemes.js';
import { SignIn } from '../authentication/sign-in/sign-in.js';
import type { Route } from '../authorization/table/contradictions.js';
import { pathOf } from '../authorization/table/path-of.js';
import { PolicyTable } from '../authorization/table/policy-table.js';
import { AUTH_OPTIONS, type CommonOptions } from '../auth.options.js';
import type { DocumentedError } from '../errors/documented-error.js';
import type { ProblemResponse } from '../errors/problem-response.js';
import { ProblemSchema } from '../errors/problem.schema.js';
import { type CatalogueOptions, scopeDescriptions } from '../authorization/catalogue.options.js';
import { TokenIssuer } from '../token/token-issuer.js';
import type { GrantRegistry } from '../token-endpoint/grants/grant.registry.js';
import { TokenController } from '../token-endpoint/token.controller.js';
import { guardResponses } from './guard-responses.js';
import { type Operation, operationsOf, type ResponseObject } from './operations.js';
import { listErrorCodes } from './error-codes.js';
import { RouteMarks } from './route-marks.js';
import { type DeclaredSecurity, securityOf } from './security-requirements.js';
import { securitySchemesOf } from './security-schemes.js';
import { describeTokenErrors } from './token-errors.js';
import { describeTokenOperation, type GrantForms } from './token-operation.js';
import { describeTokenResponse } from './token-response.js';
import { tokenUrlBelow } from './token-url.js';

export interface SecuredDocumentOptions extends SwaggerDocumentOptions {
  /** Further values of `code` in problem documents, beside those of the documented responses. @default [] */
  readonly problemCodes?: readonly string[];
}

/**
 * Creates the OpenAPI document of an application with `SwaggerModule.createDocument`, and adds what the guards do: security
 * requirements, scopes and error responses. It reads the same metadata as the guards. The Authorize dialog lists the declared scopes.
 *
 * Call it before or after `app.init()`, but after `setGlobalPrefix`, `enableVersioning` and `useGlobalGuards`: guards that are bound
 * later stop the application at start.
 */
export function createSecuredDocument(
  app: INestApplication,
  config: Omit<OpenAPIObject, 'paths'>,
  { problemCodes = [], ...options }: SecuredDocumentOptions = {},
): OpenAPIObject {
  const guards: Guards = {
    options: app.get<CommonOptions & CatalogueOptions>(AUTH_OPTIONS, { strict: false }),
    schemes: app.get(CredentialSchemes, { strict: false }).list(),
  };
  const routes = app.get(PolicyTable, { strict: false }).routes();
  const forms = grantFormsOf(app, routes);
  const members = routes.some(isTokenEndpoint) ? app.get(TokenIssuer, { strict: false }).responseMembers : [];
  const marks = new RouteMarks(routes.filter(({ transport }) => transport === 'http'));
  try {
    const own = [ProblemSchema, ...[...forms.values()].filter((form) => form !== undefined), ...members];
    const extraModels = [...(options.extraModels ?? []), ...own];
    const document = SwaggerModule.createDocument(app, config, { ...options, extraModels });
    const schemas = ((document.components ??= {}).schemas ??= {});
    for (const operation of operationsOf(document)) {
      const route = describe(operation, marks, document, guards);
      if (route && isTokenEndpoint(route)) {
        describeTokenOperation(operation, forms, schemas);
        describeTokenResponse(operation, members, schemas);
        describeTokenErrors(operation, tokenErrorsOf(app, routes));
      }
    }
    listErrorCodes(document, problemCodes);
    removeUnused(document, own);
    return withSchemes(document, routes, guards);
  } finally {
    marks.remove();
  }
}

/** What the error responses of the guards depend on. */
interface Guards {
  readonly options: CommonOptions & CatalogueOptions;
  readonly schemes: readonly CredentialScheme[];
}

function isTokenEndpoint({ target }: Route): boolean {
  return target === TokenController || target.prototype instanceof TokenController;
}

function grantFormsOf(app: INestApplication, routes: readonly Route[]): GrantForms {
  return new Map(grantRegistriesOf(app, routes).flatMap(({ forms }) => Array.from(forms)));
}

/** The errors that grants and sign-in checks declare. */
function tokenErrorsOf(app: INestApplication, routes: readonly Route[]): readonly DocumentedError[] {
  const signIn = app.get(SignIn, { strict: false });
  return [...grantRegistriesOf(app, routes).flatMap(({ errors }) => errors), ...signIn.errors];
}

function grantRegistriesOf(app: INestApplication, routes: readonly Route[]): readonly GrantRegistry[] {
  return routes.filter(isTokenEndpoint).map(({ target }) => app.get<TokenController>(target, { strict: false }).grants);
}

/** Removes the schemas of this library that no operation uses. */
function removeUnused(document: OpenAPIObject, models: readonly Type[]): void {
  for (const model of models) {
    const path = getSchemaPath(model);
    if (!JSON.stringify(document).includes(`"${path}"`)) {
      delete document.components?.schemas?.[path.split('/').at(-1) ?? ''];
    }
  }
}

/** @returns the route of the operation, if the policy table has it */
function describe(
  operation: Operation,
  marks: RouteMarks,
  document: OpenAPIObject,
  { options, schemes }: Guards,
): Route | undefined {
  const { security = [], components } = document;
  const { route, security: own } = marks.resolve(operation.security);
  const declared = { operation: own, document: security, schemes: components?.securitySchemes ?? {} };
  const requirements = route ? securityOf(route, declared, schemes) : unlessEmpty(own);
  if (requirements) {
    operation.security = requirements;
  } else {
    delete operation.security;
  }
  for (const [status, response] of Object.entries(route ? guardResponses(route, options, schemes) : {})) {
    operation.responses[status] = merged(operation.responses[status] as ResponseObject | undefined, response);
  }
  return route;
}

function unlessEmpty(own: DeclaredSecurity['operation']): Operation['security'] {
  return own.length > 0 ? [...own] : undefined;
}

/** Merges the response that the handler documents with the one of the guards. */
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

function withSchemes(document: OpenAPIObject, routes: readonly Route[], { options, schemes }: Guards): OpenAPIObject {
  const tokenPath = pathOf(routes, TokenController);
  const tokenUrl = tokenPath === undefined ? undefined : tokenUrlBelow(document.servers, tokenPath);
  const own = securitySchemesOf(schemes, tokenUrl, scopeDescriptions(options.scopes ?? {}));
  const { components = {} } = document;
  return { ...document, components: { ...components, securitySchemes: { ...components.securitySchemes, ...own } } };
}
