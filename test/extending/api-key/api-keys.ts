import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

export interface ApiKey {
  readonly id: string;
  /** The id of the user, as text. */
  readonly subject: string;
  readonly scopes: readonly string[];
}

/** Issues, finds and revokes API keys. Keeps hashes of them, in memory; a real library has a table. */
@Injectable()
export class ApiKeys {
  readonly #hashes = new Map<string, string>();
  readonly #keys = new Map<string, ApiKey>();

  /** @returns the key, and its secret: it is not stored and never shown again */
  issue(subject: string, ...scopes: readonly string[]): ApiKey & { readonly secret: string } {
    const key = { id: randomUUID(), subject, scopes };
    const secret = randomBytes(32).toString('base64url');
    this.#keys.set(key.id, key);
    this.#hashes.set(hashOf(secret), key.id);
    return { ...key, secret };
  }

  find(id: string): ApiKey | undefined {
    return this.#keys.get(id);
  }

  findBySecret(secret: string): ApiKey | undefined {
    return this.find(this.#hashes.get(hashOf(secret)) ?? '');
  }

  revoke(id: string): void {
    this.#keys.delete(id);
  }
}

/** A fast hash without a salt is enough: a secret of 256 random bits can't be guessed from it. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
