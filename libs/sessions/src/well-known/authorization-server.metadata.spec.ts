import { describe, expect, it } from '@jest/globals';
import { metadataOf } from './authorization-server.metadata.js';
import { DEFAULT_PATHS } from './well-known.options.js';

const metadata = (issuer: string, paths = DEFAULT_PATHS) => metadataOf({ issuer }, paths, ['password']);

describe('the metadata of an authorization server', () => {
  it.each(['https://auth.example.com/', 'http://localhost:3000', 'https://example.com/a%20b/Ü'])(
    'name the issuer %s byte for byte, and have everything below it',
    (issuer) => {
      const below = issuer.replace(/\/$/, '');
      expect(metadata(issuer)).toMatchObject({
        issuer,
        token_endpoint: `${below}/token`,
        jwks_uri: `${below}/.well-known/jwks.json`,
        revocation_endpoint: `${below}/revoke`,
        introspection_endpoint: `${below}/introspect`,
      });
    },
  );

  it.each(['portcullis', 'urn:example:auth', 'https://example.com/?a=b', 'https://example.com/#a', 'https://'])(
    'are none where the issuer is %s',
    (issuer) => expect(metadata(issuer)).toBeUndefined(),
  );

  it('leave out what there is not', () => {
    const names = Object.keys(
      metadata('https://auth.example.com', { ...DEFAULT_PATHS, revocation: false, introspection: false }) ?? {},
    );
    expect(names.filter((name) => /revocation|introspection/.test(name))).toEqual([]);
  });
});
