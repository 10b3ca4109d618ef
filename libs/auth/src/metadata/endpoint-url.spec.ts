import { describe, expect, it } from '@jest/globals';
import { endpointUrl, isDiscoverable } from './endpoint-url.js';

describe('the URL of an endpoint', () => {
  it.each([
    ['https://auth.example.com/', '/token', 'https://auth.example.com/token'],
    ['http://localhost:3000', '/.well-known/jwks.json', 'http://localhost:3000/.well-known/jwks.json'],
    ['https://example.com/a%20b/Ü', '/token', 'https://example.com/a%20b/Ü/token'],
    ['https://example.com', '/api/token', 'https://example.com/api/token'],
    ['https://example.com/api', '/api/token', 'https://example.com/api/token'],
    ['https://example.com/api/', '/api/v1/token', 'https://example.com/api/v1/token'],
    // The proxy strips the path of the issuer.
    ['https://example.com/auth', '/token', 'https://example.com/auth/token'],
    ['https://example.com/auth', '/api/token', 'https://example.com/auth/api/token'],
    ['https://example.com/api', '/apis/token', 'https://example.com/api/apis/token'],
  ])('of the issuer %s, served at %s, has the prefix of the application once', (issuer, path, expected) => {
    expect(endpointUrl(issuer, path)).toBe(expected);
  });

  it.each(['https://example.com/api', 'https://example.com/api/'])('is below the public URL %s', (publicUrl) => {
    const url = endpointUrl('https://issuer.example.com', '/api/token', publicUrl);
    expect(url).toBe('https://example.com/api/api/token');
  });
});

describe('an issuer', () => {
  it.each(['portcullis', 'urn:example:auth', 'https://example.com/?a=b', 'https://example.com/#a', 'https://'])(
    'such as %s is not discoverable',
    (issuer) => expect(isDiscoverable(issuer)).toBe(false),
  );

  it.each(['https://auth.example.com/', 'http://localhost:3000', 'https://example.com/a%20b/Ü'])(
    'such as %s is discoverable',
    (issuer) => expect(isDiscoverable(issuer)).toBe(true),
  );
});
