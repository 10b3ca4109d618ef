import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  Post,
  Scope,
} from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AuthModule, Public } from '@portcullis/auth';
import {
  AuthorizationServerMetadataModule,
  endpointMembers,
  Grant,
  InvalidGrantError,
  MetadataContribution,
  type MetadataMembers,
  type TokenGrant,
  type UrlOf,
} from '@portcullis/auth/spi';
import { tap } from 'rxjs';
import { ADAPTERS } from '../support/adapters.js';
import { EmployeeRepository, OPTIONS, startHost } from './host.js';
import { startOAuthHost } from './oauth-host.js';

const METADATA = '/.well-known/oauth-authorization-server';
const { issuer: ISSUER } = OPTIONS;

@Public()
@Controller('device')
class DeviceController {
  @Post('authorize')
  authorize() {
    return {};
  }

  @Post('approve')
  approve() {
    return {};
  }
}

@Controller('par')
class UnservedController {
  @Post()
  push() {
    return {};
  }
}

@Injectable()
class DeviceMetadata extends MetadataContribution {
  contribute(urlOf: UrlOf): MetadataMembers {
    return {
      ...endpointMembers('device_authorization', urlOf(DeviceController, 'authorize'), ['none']),
      ...endpointMembers('pushed_authorization_request', urlOf(UnservedController), ['none']),
      device_approval_uri: urlOf(DeviceController, 'approve'),
      scopes_supported: ['device'],
    };
  }
}

@Grant('urn:ietf:params:oauth:grant-type:device_code', {
  metadata: { code_challenge_methods_supported: ['S256'], scopes_supported: ['device', 'openid'] },
})
class DeviceGrant implements TokenGrant {
  authenticate(): never {
    throw new InvalidGrantError();
  }
}

@Injectable()
class OtherKeys extends MetadataContribution {
  contribute(): MetadataMembers {
    return { jwks_uri: 'https://keys.example.com' };
  }
}

@Injectable({ scope: Scope.REQUEST })
class ScopedMetadata extends DeviceMetadata {}

class GrantAddingInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler) {
    return next.handle().pipe(tap(({ grant_types_supported: grantTypes }) => grantTypes.push('added')));
  }
}

describe.each(ADAPTERS)('the metadata of an application, on %s', (adapter) => {
  let close: (() => Promise<void>) | undefined;
  afterEach(async () => {
    await close?.();
    close = undefined;
  });

  async function start(options: Parameters<typeof startOAuthHost>[1]) {
    const { app, client } = await startOAuthHost(adapter, options);
    close = () => app.close();
    return client;
  }

  it('include the contribution of another library, with the paths of the application', async () => {
    const client = await start({
      metadata: { controllers: [DeviceController], providers: [DeviceMetadata] },
      configure: (app) => app.setGlobalPrefix('api', { exclude: ['.well-known/*path'] }),
    });
    const { body } = await client.get(METADATA);
    expect(body).toMatchObject({
      issuer: ISSUER,
      token_endpoint: `${ISSUER}/api/token`,
      jwks_uri: `${ISSUER}/.well-known/jwks.json`,
      device_authorization_endpoint: `${ISSUER}/api/device/authorize`,
      device_authorization_endpoint_auth_methods_supported: ['none'],
      device_approval_uri: `${ISSUER}/api/device/approve`,
      scopes_supported: ['device'],
    });
    expect(Object.keys(body).filter((name) => name.startsWith('pushed'))).toEqual([]);
  });

  it('include the declarations of a grant', async () => {
    const client = await start({ metadata: { providers: [DeviceGrant] } });
    expect((await client.get(METADATA)).body).toMatchObject({
      grant_types_supported: ['password', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      code_challenge_methods_supported: ['S256'],
      scopes_supported: ['device', 'openid'],
    });
  });

  it('are not changed for later requests by an interceptor', async () => {
    const client = await start({ configure: (app) => app.useGlobalInterceptors(new GrantAddingInterceptor()) });
    const first = (await client.get(METADATA)).text;
    expect((await client.get(METADATA)).text).toBe(first);
  });

  it('have no jwks_uri if no module publishes keys', async () => {
    const { app, client } = await startHost(adapter, {
      imports: [
        AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository: EmployeeRepository }),
        AuthorizationServerMetadataModule.forRoot(),
      ],
    });
    close = () => app.close();
    const { body } = await client.get(METADATA);
    expect(body).toEqual({
      issuer: ISSUER,
      token_endpoint: `${ISSUER}/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      scopes_supported: [],
      response_types_supported: [],
      grant_types_supported: ['password'],
    });
  });
});

describe('a contribution to the metadata', () => {
  it('stops the application at start if it contradicts another one', async () => {
    const started = startOAuthHost('fastify', { metadata: { providers: [OtherKeys] } });
    await expect(started).rejects.toThrow(
      /^Two contributions to the metadata of the authorization server differ in jwks_uri/,
    );
  });

  it('stops the application at start if it is request-scoped', async () => {
    const started = startOAuthHost('fastify', { metadata: { providers: [ScopedMetadata] } });
    await expect(started).rejects.toThrow(/^ScopedMetadata is request-scoped/);
  });
});
