import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type INestApplication, Module, UseInterceptors } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuthenticatedGateway,
  AuthErrorInterceptor,
  AuthModule,
  Authorize,
  GLOBAL_GUARDS,
  passes,
} from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { ADAPTERS } from '../support/adapters.js';
import type { Client } from '../support/client.js';
import { Host } from '../transports/support/host.js';
import { SOCKET_KINDS } from '../transports/support/sockets.js';
import { FactorGrant, FactorRequiredError, IsFresh, PROBLEM, VaultController, VerifiedAddress } from './factors.js';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';

describe.each(ADAPTERS)('an error of another library, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;
  let document: OpenAPIObject;

  beforeAll(async () => {
    const auth = AuthModule.forRoot({
      ...OPTIONS,
      isGlobal: true,
      userRepository: EmployeeRepository,
      scopes: { unverified: 'For the check' },
    });
    @Module({ providers: [EmployeeRepository, FactorGrant, IsFresh, VerifiedAddress] })
    class FactorsModule {}
    ({ app, client } = await startHost(adapter, {
      imports: [auth, FactorsModule],
      controllers: [VaultController],
      providers: [...GLOBAL_GUARDS, { provide: APP_INTERCEPTOR, useClass: AuthErrorInterceptor }],
    }));
    document = createSecuredDocument(app, new DocumentBuilder().build());
  });
  afterAll(() => app.close());

  it('becomes a problem document with its members when a controller throws it', async () => {
    const answer = await client.get('/factors');
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual(PROBLEM);
  });

  it('becomes a challenge when a predicate throws it (RFC 9470, section 3)', async () => {
    const { body } = await client.postForm('/token', { username: 'alice', password: PASSWORD });
    const answer = await client.get('/vault', { Authorization: `Bearer ${String(body['access_token'])}` });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'insufficient_user_authentication', detail: 'Sign in again' });
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer realm="portcullis", error="insufficient_user_authentication", error_description="Sign in again", ' +
        'acr_values="mfa", max_age=300',
    );
  });

  it('becomes an OAuth error when a grant throws it (RFC 6749, section 5.2)', async () => {
    const answer = await client.postForm('/token', { grant_type: 'urn:example:factor' });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      error: 'factor_required',
      error_description: 'A second factor is required',
      detail: 'A second factor is required',
      ticket: 'abc',
      factors: ['totp'],
    });
  });

  it('leaves other errors to the filters of the application', async () => {
    const answer = await client.get('/broken');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('vault');
  });

  it('is in the OpenAPI document of the token endpoint if a grant or a sign-in check declares it', () => {
    const operation = document.paths['/token']?.post;
    expect(operation?.responses['403']).toMatchObject({
      description: 'The user has a second factor.',
      content: {
        'application/json': {
          schema: {
            allOf: [{ $ref: '#/components/schemas/TokenError' }, { properties: { factors: { type: 'array' } } }],
          },
          examples: { factor_required: { value: { error: 'factor_required', ticket: 'abc', factors: ['totp'] } } },
        },
      },
    });
    expect(operation?.responses['400']).toMatchObject({
      description: expect.stringMatching(/^The request is malformed\..* The address is not verified\.$/),
      content: {
        'application/json': {
          examples: {
            invalid_grant: { value: { detail: 'Inactive user' } },
            address_not_verified: { value: { error: 'invalid_grant', code: 'address_not_verified' } },
          },
        },
      },
    });
    expect(document.components?.schemas?.['TokenError']).toMatchObject({
      properties: {
        error: { enum: expect.arrayContaining(['factor_required', 'invalid_client', 'invalid_grant']) },
        code: { enum: ['address_not_verified'] },
      },
    });
  });

  it('keeps its code beside the OAuth error if it declares oauthCode', async () => {
    const answer = await client.postForm('/token', { username: 'alice', password: PASSWORD, scope: 'unverified' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: 'invalid_grant',
      error_description: 'Address not verified',
      detail: 'Address not verified',
      code: 'address_not_verified',
    });
  });

  it('is in the OpenAPI document, with its members and its code', () => {
    const content = document.paths['/factors']?.get?.responses['403'] as { content: Record<string, unknown> };
    expect(content).toMatchObject({
      description: 'The user has a second factor.',
      content: {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              {
                type: 'object',
                properties: { ticket: { type: 'string' }, factors: { type: 'array', items: { type: 'string' } } },
                required: ['ticket', 'factors'],
              },
            ],
          },
          examples: { factor_required: { value: PROBLEM } },
        },
      },
    });
    expect(document.components?.schemas?.['Problem']).toMatchObject({
      properties: { code: { enum: expect.arrayContaining(['factor_required']) } },
    });
  });
});

describe('an error of another library, in GraphQL', () => {
  @Resolver()
  class VaultResolver {
    @Query(() => String)
    factors(): never {
      throw new FactorRequiredError();
    }

    @Query(() => String)
    @Authorize(passes(IsFresh))
    vault() {
      return 'open';
    }
  }

  const host = new Host();
  beforeAll(() =>
    host.start({
      imports: [
        host.authModule(),
        GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, graphiql: false }),
      ],
      providers: [
        ...GLOBAL_GUARDS,
        { provide: APP_INTERCEPTOR, useClass: AuthErrorInterceptor },
        IsFresh,
        VaultResolver,
      ],
    }),
  );
  afterAll(() => host.app.close());

  it.each([
    ['a resolver', 'factors', { code: 'FORBIDDEN', originalError: PROBLEM }],
    [
      'a predicate',
      'vault',
      { code: 'UNAUTHENTICATED', originalError: { code: 'insufficient_user_authentication', status: 401 } },
    ],
  ])('is in the extensions when %s throws it', async (_thrower, field, extensions) => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${host.tokenOf('bob')}` };
    const body = JSON.stringify({ query: `{ ${field} }` });
    const response = await fetch(`${await host.app.getUrl()}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ errors: [{ extensions }] });
    expect(host.logged).toEqual([]);
  });
});

describe.each(SOCKET_KINDS)('an error of another library, over $name', (kind) => {
  @AuthenticatedGateway()
  @WebSocketGateway()
  @UseInterceptors(AuthErrorInterceptor)
  class VaultGateway {
    @SubscribeMessage('factors')
    factors(): never {
      throw new FactorRequiredError();
    }

    @SubscribeMessage('vault')
    @Authorize(passes(IsFresh))
    vault() {
      return { event: 'vault', data: 'open' };
    }
  }

  const host = new Host();
  beforeAll(() =>
    host.start({ imports: [host.authModule()], providers: [IsFresh, VaultGateway] }, (app) =>
      app.useWebSocketAdapter(kind.adapter(app)),
    ),
  );
  afterAll(() => host.app.close());

  it.each([
    ['a handler', 'factors', PROBLEM],
    ['a predicate', 'vault', { code: 'insufficient_user_authentication', status: 401 }],
  ])('is sent to the client when %s throws it', async (_thrower, event, problem) => {
    const client = kind.connect(await host.app.getUrl(), kind.handshakeWith(host.tokenOf('bob')));
    await client.opened;
    client.send(event);
    expect(await client.inbox.next('exception')).toMatchObject(problem);
    client.close();
    expect(host.logged).toEqual([]);
  });
});
