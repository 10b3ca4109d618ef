import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyPairSigningKey, type PublicVerificationKey, type SigningKey } from '@portcullis/auth/spi';

export const AUDIENCE = 'reports';
export const METADATA_PATH = '/.well-known/oauth-authorization-server';

export type IssuerKey = SigningKey & PublicVerificationKey;

/** The response of an issuer: a JSON body, or a function that writes it. */
export type Answer = object | ((response: ServerResponse) => void);

/** An issuer of tokens with its keys, over real HTTP. It can be stopped, and started again at the same URL. */
export class Issuer {
  key: IssuerKey = newKey('ec');
  /** The response at the URL of the keys. */
  jwks: Answer | undefined;
  metadata: Answer | undefined;
  cacheControl = 'public, max-age=300';
  /** The requested paths, in order. */
  readonly asked: string[] = [];
  readonly #server = createServer((request, response) => this.#answer(request.url ?? '', response));
  #port = 0;

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get jwksUri(): string {
    return `${this.url}/keys`;
  }

  /** A token like those of the reference service, with these claims replaced. */
  token(claims: Record<string, unknown> = {}, key: Pick<SigningKey, 'sign'> = this.key): string {
    const now = Math.floor(Date.now() / 1000);
    const own = { iss: this.url, aud: AUDIENCE, sub: '7f1c', iat: now, exp: now + 1_000_000, jti: 'one' };
    return key.sign({ ...own, ...claims });
  }

  #answer(path: string, response: ServerResponse): void {
    this.asked.push(path);
    const answer =
      path === METADATA_PATH
        ? (this.metadata ?? { issuer: this.url, jwks_uri: this.jwksUri })
        : (this.jwks ?? { keys: [this.key.publicJwk] });
    if (typeof answer === 'function') {
      answer(response);
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': this.cacheControl });
    response.end(JSON.stringify(answer));
  }
}

export function newKey(kind: 'ec' | 'ed25519' | 'rsa'): IssuerKey {
  return keyPairSigningKey(privateKeys[kind]());
}

const privateKeys: Record<'ec' | 'ed25519' | 'rsa', () => KeyObject> = {
  ec: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ed25519: () => generateKeyPairSync('ed25519').privateKey,
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey,
};
