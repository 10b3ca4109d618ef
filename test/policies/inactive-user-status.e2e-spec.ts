import { Controller, Get } from '@nestjs/common';
import { DocumentBuilder } from '@nestjs/swagger';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { GLOBAL_GUARDS, OptionalAuth, Roles } from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { ResourceServerModule } from '@portcullis/auth/resource-server';
import { AccessTokenService } from '@portcullis/auth/spi';
import { PASSWORD } from '../embedding/host.js';
import { ADAPTERS } from '../support/adapters.js';
import { type PolicyHost, startPolicyHost } from './host.js';

@Controller()
class PagesController {
  @Get('greeting')
  greeting() {
    return {};
  }

  @Roles('clerk')
  @Get('report')
  report() {
    return {};
  }

  @OptionalAuth()
  @Get('start')
  start() {
    return {};
  }
}

@Resolver()
class GreetingResolver {
  @Query(() => String)
  greeting() {
    return 'Hello';
  }
}

const STATUSES = [undefined, 400, 401, 403] as const;

describe.each(ADAPTERS)('a deactivated user, on %s', (adapter) => {
  let host: PolicyHost;

  afterEach(() => host.app.close());

  const start = async (inactiveUserStatus: (typeof STATUSES)[number]) => {
    host = await startPolicyHost({ controllers: [PagesController] }, { inactiveUserStatus }, adapter);
  };

  it.each(STATUSES)('gets the status that is configured: %s', async (configured) => {
    await start(configured);
    const status = configured ?? 400;
    for (const path of ['/greeting', '/report', '/start']) {
      const answer = await host.as('gone+clerk', [], path);
      expect([path, answer.status, answer.body]).toEqual([
        path,
        status,
        expect.objectContaining({ status, code: 'inactive_user', detail: 'Inactive user' }),
      ]);
      expect(answer.headers.get('www-authenticate')).toBe(
        status === 401 ? 'Bearer realm="portcullis", error="invalid_token", error_description="Inactive user"' : null,
      );
    }
    expect((await host.as('clerk', [], '/report')).status).toBe(200);
    expect((await host.as('unknown', [], '/report')).status).toBe(401);
  });

  it.each(STATUSES)('gets 400 at the token endpoint with every setting: %s', async (configured) => {
    await start(configured);
    const { status, body } = await host.client.signIn('gone', PASSWORD);
    expect([status, body]).toEqual([400, expect.objectContaining({ error: 'invalid_grant', detail: 'Inactive user' })]);
  });

  it.each(STATUSES)('is documented under the status that is configured: %s', async (configured) => {
    await start(configured);
    const document = createSecuredDocument(host.app, new DocumentBuilder().build());
    for (const path of ['/greeting', '/report', '/start']) {
      const responses = Object.entries(document.paths[path]?.get?.responses ?? {});
      const documented = responses.filter(([, response]) => JSON.stringify(response).includes('"inactive_user"'));
      expect(documented.map(([status]) => status)).toEqual([String(configured ?? 400)]);
      expect(documented.map(([, response]) => (response as { description: string }).description).join()).toMatch(
        /the user is inactive/i,
      );
    }
  });
});

describe('a deactivated user, over GraphQL', () => {
  it.each([
    [undefined, 'BAD_REQUEST'],
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
  ] as const)('gets the status that is configured: %s', async (inactiveUserStatus, code) => {
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true });
    const host = await startPolicyHost(
      { imports: [graphql], providers: [...GLOBAL_GUARDS, GreetingResolver] },
      { inactiveUserStatus },
    );
    const query = encodeURIComponent('{ greeting }');
    const path = `/graphql?query=${query}`;
    const { accessToken } = host.app.get(AccessTokenService).issue({ subject: 'gone', scope: [] });
    const headers = { Authorization: `Bearer ${accessToken}`, 'Apollo-Require-Preflight': '1' };
    const { body } = await host.client.get(path, headers);
    const status = inactiveUserStatus ?? 400;
    expect(body['errors']).toEqual([
      expect.objectContaining({
        message: 'Inactive user',
        extensions: expect.objectContaining({
          code,
          originalError: expect.objectContaining({ status, code: 'inactive_user' }),
        }),
      }),
    ]);
    await host.app.close();
  });
});

describe('another status for a deactivated user', () => {
  it.each([200, 404, 500, Number.NaN])('stops the application at start: %d', async (status) => {
    const inactiveUserStatus = status as 400;
    const issuer = 'https://auth.example.com';
    await expect(startPolicyHost({ controllers: [PagesController] }, { inactiveUserStatus })).rejects.toThrow(
      'The option inactiveUserStatus of AuthModule must be 400, 401 or 403',
    );
    await expect(
      startPolicyHost({
        imports: [ResourceServerModule.forRoot({ issuer, audience: 'x', inactiveUserStatus })],
        controllers: [PagesController],
      }),
    ).rejects.toThrow('The option inactiveUserStatus of ResourceServerModule must be 400, 401 or 403');
  });
});
