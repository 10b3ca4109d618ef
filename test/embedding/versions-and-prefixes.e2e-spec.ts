import { type INestApplication, RequestMethod, type VersioningOptions, VersioningType } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AuthModule } from '@portcullis/auth';
import { REPORTS } from '../session-endpoints/support.js';
import { ADAPTERS } from '../support/adapters.js';
import type { Client } from '../support/client.js';
import { PASSWORD } from './host.js';
import { type OAuthHostOptions, startOAuthHost } from './oauth-host.js';

const ISSUER = 'https://hr.example.com';

const VERSIONING = {
  'in a header': { type: VersioningType.HEADER, header: 'X-API-Version', defaultVersion: '1' },
  'in the media type': { type: VersioningType.MEDIA_TYPE, key: 'v=', defaultVersion: '2' },
  'in the path': { type: VersioningType.URI, defaultVersion: '1' },
  'by an extractor': { type: VersioningType.CUSTOM, extractor: () => '2', defaultVersion: '1' },
  'without a default': { type: VersioningType.HEADER, header: 'X-API-Version' },
} as const satisfies Readonly<Record<string, VersioningOptions>>;

describe.each(ADAPTERS)('the OAuth endpoints, on %s', (adapter) => {
  let app: INestApplication;
  let client: Client;

  afterEach(() => app.close());

  async function start(options: OAuthHostOptions): Promise<void> {
    ({ app, client } = await startOAuthHost(adapter, { ...options, auth: { issuer: ISSUER, ...options.auth } }));
  }

  /** Calls every endpoint of the metadata, as a client does that knows only the URL of the metadata. */
  async function expectDiscoverable(metadataPath: string, base = ISSUER): Promise<Record<string, string>> {
    const { status, body } = await client.get(metadataPath);
    expect(status).toBe(200);
    const pathOf = (name: string): string => {
      const address = String(body[name]);
      expect(address.slice(0, base.length)).toBe(base);
      return address.slice(base.length);
    };
    const paths = {
      token: pathOf('token_endpoint'),
      introspection: pathOf('introspection_endpoint'),
      revocation: pathOf('revocation_endpoint'),
      jwks: pathOf('jwks_uri'),
    };
    const signedIn = await client.postForm(paths.token, { username: 'alice', password: PASSWORD });
    expect(signedIn.status).toBe(200);
    const token = String(signedIn.body['access_token']);
    expect((await client.postForm(paths.introspection, { token, ...REPORTS })).body).toMatchObject({ active: true });
    expect((await client.postForm(paths.revocation, { token })).status).toBe(200);
    expect((await client.get(paths.jwks)).body).toEqual({ keys: [] });
    return paths;
  }

  it.each(Object.entries(VERSIONING))(
    'have no version if the application has versions %s',
    async (_kind, versioning) => {
      await start({ configure: (host) => void host.enableVersioning(versioning) });
      expect(await expectDiscoverable('/.well-known/oauth-authorization-server')).toMatchObject({ token: '/token' });
    },
  );

  it('have no version at configured paths', async () => {
    await start({
      auth: { tokenEndpoint: 'oauth/token' },
      sessions: { routes: { revocation: 'oauth/revoke', introspection: 'oauth/introspect' } },
      configure: (host) => void host.enableVersioning(VERSIONING['in a header']),
    });
    expect(await expectDiscoverable('/.well-known/oauth-authorization-server')).toEqual({
      token: '/oauth/token',
      introspection: '/oauth/introspect',
      revocation: '/oauth/revoke',
      jwks: '/.well-known/jwks.json',
    });
  });

  it('have the global prefix', async () => {
    await start({ configure: (host) => void host.setGlobalPrefix('api') });
    const paths = await expectDiscoverable('/api/.well-known/oauth-authorization-server');
    expect(paths).toEqual({
      token: '/api/token',
      introspection: '/api/introspect',
      revocation: '/api/revoke',
      jwks: '/api/.well-known/jwks.json',
    });
  });

  it('have the global prefix unless they are excluded from it', async () => {
    const exclude = ['.well-known/*path', { path: 'token', method: RequestMethod.POST }];
    await start({ configure: (host) => void host.setGlobalPrefix('api/v2', { exclude }) });
    expect(await expectDiscoverable('/.well-known/oauth-authorization-server')).toEqual({
      token: '/token',
      introspection: '/api/v2/introspect',
      revocation: '/api/v2/revoke',
      jwks: '/.well-known/jwks.json',
    });
  });

  it('have the path of their module', async () => {
    await start({ metadata: { imports: [RouterModule.register([{ path: 'sso', module: AuthModule }])] } });
    expect(await expectDiscoverable('/.well-known/oauth-authorization-server')).toMatchObject({
      token: '/sso/token',
      revocation: '/revoke',
    });
  });

  it('have the prefix once if the issuer has it too', async () => {
    await start({ auth: { issuer: `${ISSUER}/api` }, configure: (host) => void host.setGlobalPrefix('api') });
    const paths = await expectDiscoverable('/api/.well-known/oauth-authorization-server', ISSUER);
    expect(paths['token']).toBe('/api/token');
  });

  it('have the public URL if it differs from the issuer', async () => {
    const publicUrl = 'https://gateway.example.com/hr';
    await start({ wellKnown: { publicUrl }, configure: (host) => void host.setGlobalPrefix('api') });
    const paths = await expectDiscoverable('/api/.well-known/oauth-authorization-server', publicUrl);
    expect(paths['token']).toBe('/api/token');
  });

  it('are not in the metadata if the application does not serve them', async () => {
    await start({ sessions: { routes: { revocation: false, introspection: false } } });
    const { body } = await client.get('/.well-known/oauth-authorization-server');
    expect(body).toMatchObject({ token_endpoint: `${ISSUER}/token` });
    expect(Object.keys(body).filter((name) => /revocation|introspection/.test(name))).toEqual([]);
  });
});
