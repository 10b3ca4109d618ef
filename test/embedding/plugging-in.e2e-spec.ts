import { Controller, Get, type INestApplication, Injectable, Module, type Type } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  AccessTokenCustomizer,
  AuthModule,
  CurrentUser,
  GLOBAL_GUARDS,
  ServiceUnavailableError,
  type TokenIssuance,
} from '@portcullis/auth';
import {
  AccessTokenCheck,
  type AccessTokenClaims,
  Grant,
  type GrantResult,
  InvalidTokenError,
  StaleGrantError,
  type TokenGrant,
  type TokenRequest,
} from '@portcullis/auth/spi';
import type { Client } from '../support/client.js';
import { EmployeeRepository, OPTIONS, PASSWORD, startHost } from './host.js';

@Controller()
class GreetingController {
  @Get('greeting')
  greeting(@CurrentUser('username') username: string) {
    return { username };
  }
}

@Injectable()
class Tenants extends AccessTokenCustomizer {
  customize({ user, subject, grantType, scopes }: TokenIssuance) {
    return { claims: { tenant: `${user.username} ${subject} ${grantType} ${scopes.join('+')}` } };
  }
}

@Injectable()
class Devices extends AccessTokenCustomizer {
  async customize() {
    return { claims: { sid: 's-1' }, response: { device: 'd-1' } };
  }
}

@Injectable()
class OverridesResponse extends AccessTokenCustomizer {
  customize() {
    const response = { token_type: 'mac', scope: 'admin', refresh_token: 'r-1', expires_in: 9, access_token: 'a-1' };
    return { response };
  }
}

@Injectable()
class OverridesClaims extends AccessTokenCustomizer {
  customize() {
    return { claims: { sub: 'another user' } };
  }
}

@Injectable()
class Sessions extends AccessTokenCheck {
  static ended: string | Error | undefined;

  async check({ sid }: AccessTokenClaims): Promise<void> {
    if (Sessions.ended instanceof Error) {
      throw Sessions.ended;
    }
    if (sid === Sessions.ended) {
      throw new InvalidTokenError('the session has ended');
    }
  }
}

@Grant('urn:example:again')
class AgainGrant implements TokenGrant {
  constructor(private readonly employees: EmployeeRepository) {}

  async authenticate({ form }: TokenRequest): Promise<GrantResult> {
    const user = await this.employees.findBySubject(form.get('again') ?? '');
    if (!user) {
      throw new StaleGrantError('The authorization has ended', 'unknown');
    }
    return { user, authentication: { methods: ['pwd'], at: 0 }, scopes: ['items:read'] };
  }
}

describe('providers of another module', () => {
  let app: INestApplication;
  let client: Client;

  afterEach(async () => {
    Sessions.ended = undefined;
    await app.close();
  });

  async function start(...providers: Type[]): Promise<void> {
    @Module({ providers: [EmployeeRepository, ...providers] })
    class PluggedInModule {}

    const auth = AuthModule.forRoot({
      ...OPTIONS,
      isGlobal: true,
      userRepository: EmployeeRepository,
      scopes: { 'items:read': 'Read items', 'items:write': 'Change items' },
    });
    const imports = [auth, PluggedInModule];
    ({ app, client } = await startHost('fastify', {
      imports,
      controllers: [GreetingController],
      providers: [...GLOBAL_GUARDS],
    }));
  }

  const signIn = (scope = '') => client.postForm('/token', { username: 'alice', password: PASSWORD, scope });
  const again = (form: Record<string, string>) =>
    client.postForm('/token', { grant_type: 'urn:example:again', ...form });
  const greet = async () => {
    const { body } = await signIn();
    return client.get('/greeting', { Authorization: `Bearer ${body['access_token'] as string}` });
  };

  it('add claims to tokens, and members to token responses', async () => {
    await start(Tenants, Devices);
    const { body } = await signIn('items:read');
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 1800, scope: 'items:read', device: 'd-1' });
    expect(claimsOf(body)).toMatchObject({ tenant: 'alice 7f1c password items:read', sid: 's-1', sub: '7f1c' });
  });

  it('can not change the standard members of token responses, which come first', async () => {
    await start(OverridesResponse);
    const { text } = await signIn('items:read');
    const standard = '"token_type":"bearer","expires_in":1800,"scope":"items:read","refresh_token":"r-1"}';
    expect(text.replace(/^{"access_token":"[\w-]+\.[\w-]+\.[\w-]+",/, '')).toBe(standard);
    expect((await signIn()).body).not.toHaveProperty('scope');
  });

  it('can not change the standard claims of tokens', async () => {
    await start(OverridesClaims);
    expect((await signIn()).status).toBe(500);
  });

  it('check every token on every request', async () => {
    await start(Devices, Sessions);
    expect((await greet()).body).toEqual({ username: 'alice' });
    Sessions.ended = 's-1';
    expect((await greet()).body).toMatchObject({ status: 401, code: 'invalid_token' });
    Sessions.ended = new ServiceUnavailableError();
    expect((await greet()).body).toMatchObject({ status: 503, code: 'service_unavailable' });
  });

  it('add a grant that continues an earlier authorization within its scopes', async () => {
    await start(AgainGrant);
    expect((await again({ again: '7f1c' })).body).toMatchObject({ scope: 'items:read' });
    expect((await again({ again: '7f1c', scope: 'items:read' })).body).toMatchObject({ scope: 'items:read' });
    const more = await again({ again: '7f1c', scope: 'items:read items:write' });
    expect({ status: more.status, error: more.body['error'] }).toEqual({ status: 400, error: 'invalid_scope' });
    const ended = await again({ again: 'x' });
    expect(ended.status).toBe(400);
    expect(ended.body).toMatchObject({ error: 'invalid_grant', detail: 'The authorization has ended' });
    expect(ended.headers.get('www-authenticate')).toBeNull();
  });
});

function claimsOf(body: Record<string, unknown>): Record<string, unknown> {
  const payload = (body['access_token'] as string).split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}
