import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS } from '../auth.options.js';
import { readJson } from './bounded-json.js';
import { discoverJwksUri } from './issuer-metadata.js';
import { type KeySet, keySetOf } from './key-set.js';
import type { ResourceServerOptions } from './resource-server.options.js';
import { trustedUrl } from './trusted-url.js';

export interface PublishedKeys {
  readonly keys: KeySet;
  /** For how many seconds the keys may be cached; `null` if the issuer does not say. */
  readonly maxAge: number | null;
}

/** Reads the keys of an issuer. */
export abstract class KeySetSource {
  /** @throws Error if they can't be read */
  abstract read(stop: AbortSignal): Promise<PublishedKeys>;
}

/**
 * Reads the keys over HTTP. Without `jwksUri`, the URL is first read from the metadata of the issuer, and again after a failure, because
 * it may have changed.
 */
@Injectable()
export class PublishedKeySetSource extends KeySetSource {
  readonly #isInsecureAllowed: boolean;
  #discovered: URL | undefined;

  constructor(@Inject(AUTH_OPTIONS) private readonly options: ResourceServerOptions) {
    super();
    this.#isInsecureAllowed = options.allowInsecureHttp ?? false;
  }

  async read(stop: AbortSignal): Promise<PublishedKeys> {
    const url = await this.#jwksUri(stop);
    try {
      const { body, maxAge } = await readJson(url, stop);
      return { keys: keySetOf(body), maxAge };
    } catch (error) {
      this.#discovered = undefined;
      throw error;
    }
  }

  async #jwksUri(stop: AbortSignal): Promise<URL> {
    const { issuer, jwksUri } = this.options;
    if (jwksUri !== undefined) {
      return trustedUrl(jwksUri, this.#isInsecureAllowed);
    }
    this.#discovered ??= await discoverJwksUri(issuer, this.#isInsecureAllowed, stop);
    return this.#discovered;
  }
}
