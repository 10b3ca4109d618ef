import type { IncomingHttpHeaders } from 'node:http';
import { type INestApplication, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Settings } from '../config/settings.js';

type CorsSettings = Pick<Settings, 'corsOrigins' | 'corsHeaders' | 'publicUrl'>;

/** All methods of the routes. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** How many refused origins are logged in an hour, each once. */
const LOGGED_ORIGINS = 20;
const HOUR_MS = 3_600_000;

const MAX_LOGGED_LENGTH = 200;

/**
 * Lets pages of the listed origins call the service, and logs the origins that are refused. An `OPTIONS` request that is not a
 * preflight reaches the routes.
 */
export function configureCors(app: INestApplication, settings: CorsSettings): void {
  const { corsOrigins, corsHeaders } = settings;
  if (corsOrigins.length > 0) {
    const options = {
      origin: (origin: string | undefined, decide: (error: null, isAllowed: boolean) => void) =>
        decide(null, origin !== undefined && corsOrigins.includes(origin)),
      methods: METHODS,
      allowedHeaders: [...corsHeaders],
      exposedHeaders: ['Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
      maxAge: 600,
      // Otherwise @fastify/cors responds 400 in plain text.
      strictPreflight: false,
    };
    app.enableCors(options);
  }
  const refused = new RefusedOrigins(settings);
  app
    .get(HttpAdapterHost)
    .httpAdapter.setOnRequestHook(
      ({ headers }: { readonly headers: IncomingHttpHeaders }, _response: unknown, done: () => void) => {
        if (headers.origin !== undefined) {
          refused.note(headers.origin, headers);
        }
        done();
      },
    );
}

/** Logs each origin that may not read responses, because its page sees only a network error. */
class RefusedOrigins {
  readonly #logger = new Logger('Cors');
  readonly #allowed: ReadonlySet<string>;
  readonly #logged = new Set<string>();
  #since = 0;

  constructor({ corsOrigins, publicUrl }: CorsSettings) {
    this.#allowed = new Set([...corsOrigins, ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin])]);
  }

  note(origin: string, headers: IncomingHttpHeaders): void {
    if (this.#allowed.has(origin) || isOwn(origin, headers)) {
      return;
    }
    const now = Date.now();
    if (now - this.#since > HOUR_MS) {
      this.#logged.clear();
      this.#since = now;
    }
    const shown = origin.slice(0, MAX_LOGGED_LENGTH);
    if (this.#logged.size < LOGGED_ORIGINS && !this.#logged.has(shown)) {
      this.#logged.add(shown);
      this.#logger.warn(`Pages of ${shown} may not call this service. To allow them, add this origin to CORS_ORIGINS.`);
    }
  }
}

/** Browsers also send `Origin` with a POST to the page's own origin. A proxy may have changed the host. */
function isOwn(origin: string, { host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  return site === 'same-origin' || (host !== undefined && origin.endsWith(`://${host}`));
}
