import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ModuleOptions, type ResourceServer, startResourceServer } from './host.js';
import { type Answer, Issuer } from './issuer.js';

let issuer: Issuer;
let other: Issuer;
let server: ResourceServer;
let warnings: string[];

beforeEach(async () => {
  [issuer, other] = await Promise.all([new Issuer().start(), new Issuer().start()]);
  warnings = [];
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((message: unknown) => void warnings.push(String(message)));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.app.close();
  await Promise.all([issuer.stop(), other.stop()]);
});

async function start(options?: ModuleOptions): Promise<void> {
  server = await startResourceServer(issuer, options);
}

/** A token of the issuer that is signed with the other server's key. */
function tokenOfOther(): string {
  return issuer.token({}, other.key);
}

function redirectTo(url: string): Answer {
  return (response) => response.writeHead(302, { Location: url }).end();
}

describe('keys of another origin than the issuer', () => {
  it('are not requested if the metadata name them, and the log says what to do', async () => {
    issuer.metadata = { issuer: issuer.url, jwks_uri: other.jwksUri };
    await start();
    expect(await server.status(tokenOfOther())).toBe(503);
    expect(other.asked).toEqual([]);
    expect(warnings.join('\n')).toContain(`jwksUri: '${other.jwksUri}'`);
  });

  it('are refused under another name of the same machine', async () => {
    const jwksUri = other.jwksUri.replace('127.0.0.1', 'localhost');
    issuer.metadata = { issuer: issuer.url, jwks_uri: jwksUri };
    await start();
    expect(await server.status(tokenOfOther())).toBe(503);
    expect(other.asked).toEqual([]);
  });

  it('are accepted if the application configures them', async () => {
    issuer.metadata = { issuer: issuer.url, jwks_uri: other.jwksUri };
    await start({ jwksUri: other.jwksUri });
    expect(await server.status(tokenOfOther())).toBe(200);
    expect(issuer.asked).toEqual([]);
  });

  it.each([
    ['the keys', () => (issuer.jwks = redirectTo(other.jwksUri))],
    ['the metadata', () => (issuer.metadata = redirectTo(`${other.url}/metadata`))],
  ])('are not read through a redirect of %s', async (_what, redirect) => {
    other.jwks = { issuer: issuer.url, jwks_uri: other.jwksUri, keys: [other.key.publicJwk] };
    redirect();
    await start();
    expect(await server.status(tokenOfOther())).toBe(503);
    expect(other.asked).toEqual([]);
    expect(warnings.join('\n')).toMatch(/302, and redirects are not followed/);
  });
});
