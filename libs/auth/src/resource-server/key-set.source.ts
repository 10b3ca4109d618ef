import { Inject, Injectable } from '@nestjs/common';
import { AUTH_OPTIONS } from '../auth.options.js';
import { readJson } from './bounded-json.js';
import { discoverJwksUri } from './issuer-metadata.js';
import { type KeySet, keySetOf } from './key-set.js';
import type { ResourceServerOptions } from './resource-server.options.js';
import { trustedUrl } from './trusted-url.js';

/** Keys as they were published at one moment. */
export interface PublishedKeys {
  readonly keys: KeySet;
  /** For how many seconds the issuer says that they are good; `null` where it does not say. */
  readonly maxAge: number | null;
}

/** Where the keys of an issuer come from. */
export abstract class KeySetSource {
  /** @throws Error where they can't be had */
  abstract read(stop: AbortSignal): Promise<PublishedKeys>;
}

/**
 * Reads them from the issuer: one request, and one for its metadata before, where it is not known yet where they are. After a
 * failure that is asked again, for the issuer may have moved them.
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
