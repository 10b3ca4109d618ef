import { describe, expect, it } from '@jest/globals';
import { metadataUrl } from './issuer-metadata.js';

describe('metadataUrl', () => {
  // RFC 8414, section 3.1.
  it.each([
    ['https://example.com', 'https://example.com/.well-known/oauth-authorization-server'],
    ['https://example.com/', 'https://example.com/.well-known/oauth-authorization-server'],
    ['https://example.com/issuer1', 'https://example.com/.well-known/oauth-authorization-server/issuer1'],
    ['https://example.com:8443/a/b/', 'https://example.com:8443/.well-known/oauth-authorization-server/a/b'],
  ])('of %s', (issuer, expected) => {
    expect(metadataUrl(new URL(issuer)).href).toBe(expected);
  });
});
