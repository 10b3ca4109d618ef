import { Controller, type ExecutionContext, Get, Injectable } from '@nestjs/common';
import { DocumentBuilder } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allOf,
  anyOf,
  type AuthenticatedUser,
  AuthError,
  Authorize,
  CurrentPrincipal,
  GLOBAL_GUARDS,
  hasRole,
  not,
  OptionalAuth,
  passes,
  type PolicyPredicate,
  type Principal,
} from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { Clock } from '@portcullis/auth';
import { AccessTokenService, type ErrorDocumentation, type PolicyDecision } from '@portcullis/auth/spi';
import { ADAPTERS } from '../support/adapters.js';
import { type PolicyHost, startPolicyHost } from './host.js';

class StaleSignInError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'insufficient_user_authentication',
    kind: 'insufficient_authentication',
    description: 'A more recent sign-in is required',
    when: 'The sign-in is not recent enough.',
  };
}

interface Age {
  readonly seconds: number;
}

@Injectable()
class SignedInWithin implements PolicyPredicate<AuthenticatedUser, Age> {
  readonly errors = [StaleSignInError];

  constructor(private readonly clock: Clock) {}

  allows({ authentication }: Principal, _context: ExecutionContext, { seconds }: Age): PolicyDecision {
    const age = this.clock.now() - (authentication?.at ?? 0);
    return age <= seconds * 1000 || new StaleSignInError(undefined, { challenge: { max_age: seconds } });
  }

  describe({ seconds }: Age): string {
    return `signed in within ${seconds} s`;
  }
}

const signedInWithin = (seconds: number) => passes(SignedInWithin, { seconds });

@Controller()
class SafeController {
  @Get('safe')
  @Authorize(signedInWithin(300))
  safe() {
    return {};
  }

  @Get('vault')
  @Authorize(allOf(hasRole('admin'), signedInWithin(60)))
  vault() {
    return {};
  }

  @Get('either')
  @Authorize(anyOf(hasRole('admin'), signedInWithin(60)))
  either() {
    return {};
  }

  @Get('stale')
  @Authorize(not(signedInWithin(60)))
  stale() {
    return {};
  }

  @Get('principal')
  principal(@CurrentPrincipal() { user, scopes, claims, authentication, credential }: Principal) {
    return { id: user.id, scopes: [...scopes], sub: claims['sub'], authentication, credential };
  }

  @Get('optional')
  @OptionalAuth()
  optional(@CurrentPrincipal() principal: Principal | null) {
    return { principal: principal && principal.user.id };
  }
}

describe.each(ADAPTERS)('a predicate with its own error, on %s', (adapter) => {
  let host: PolicyHost;

  beforeAll(async () => {
    host = await startPolicyHost(
      { controllers: [SafeController], providers: [...GLOBAL_GUARDS, SignedInWithin] },
      {},
      adapter,
    );
  });
  afterAll(() => host.app.close());

  /** @param age of the sign-in in seconds; `null` for a token without `auth_time` */
  function get(path: string, roles: string, age: number | null) {
    const { accessToken } = host.app.get(AccessTokenService).issue({
      subject: roles,
      scope: ['a'],
      ...(age !== null && { authentication: { methods: ['pwd'], at: Date.now() - age * 1000 } }),
    });
    return host.client.get(path, { Authorization: `Bearer ${accessToken}` });
  }

  it('lets a caller pass if it holds', async () => {
    expect((await get('/safe', 'clerk', 10)).status).toBe(200);
    expect((await get('/vault', 'admin', 10)).status).toBe(200);
    expect((await get('/stale', 'clerk', 100)).status).toBe(200);
  });

  it.each([400, null])('refuses a sign-in of %s s ago with its error and its challenge (RFC 9470)', async (age) => {
    const answer = await get('/safe', 'clerk', age);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      code: 'insufficient_user_authentication',
      detail: 'A more recent sign-in is required',
    });
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer realm="portcullis", error="insufficient_user_authentication", ' +
        'error_description="A more recent sign-in is required", max_age=300',
    );
  });

  it('names a missing role first, as a new sign-in alone would not help', async () => {
    expect((await get('/vault', 'clerk', 100)).body).toMatchObject({ status: 403, code: 'insufficient_role' });
    expect((await get('/vault', 'admin', 100)).body).toMatchObject({ code: 'insufficient_user_authentication' });
    expect((await get('/either', 'clerk', 100)).body).toMatchObject({ code: 'insufficient_user_authentication' });
    expect((await get('/either', 'admin', 100)).status).toBe(200);
  });

  it('tells no reason under a not', async () => {
    expect((await get('/stale', 'clerk', 10)).body).toMatchObject({ status: 403, code: 'access_denied' });
  });

  it('describes itself in the policy table', () => {
    const policies = host.table.rows().map(({ route, policy }) => [route, policy]);
    expect(Object.fromEntries(policies)).toMatchObject({
      'GET /safe': 'active user and signed in within 300 s',
      'GET /vault': 'active user and role admin and signed in within 60 s',
      'GET /either': 'active user and role admin or signed in within 60 s',
    });
  });

  it('documents its error in the OpenAPI document', () => {
    const { paths } = createSecuredDocument(host.app, new DocumentBuilder().build());
    const responses = (path: string) => paths[path]?.get?.responses ?? {};
    const example = { insufficient_user_authentication: { summary: 'A more recent sign-in is required' } };
    expect(responses('/safe')).toMatchObject({
      401: {
        description: 'The access token is missing or not valid. The sign-in is not recent enough.',
        headers: { 'WWW-Authenticate': {} },
        content: { 'application/problem+json': { examples: { invalid_token: {}, ...example } } },
      },
    });
    expect(responses('/safe')).not.toHaveProperty('403');
    expect(responses('/vault')).toMatchObject({
      401: { content: { 'application/problem+json': { examples: example } } },
      403: { description: 'The route requires role admin and signed in within 60 s.' },
    });
  });

  it('reads the sign-in from the principal, as handlers do by @CurrentPrincipal()', async () => {
    expect((await get('/principal', 'clerk', 5)).body).toEqual({
      id: 'clerk',
      scopes: ['a'],
      sub: 'clerk',
      authentication: { methods: ['pwd'], at: expect.any(Number) },
      credential: { scheme: 'access_token' },
    });
    expect((await get('/principal', 'clerk', null)).body).toMatchObject({ authentication: null });
    expect((await host.client.get('/optional')).body).toEqual({ principal: null });
  });
});
