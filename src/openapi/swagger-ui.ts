import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { HttpServer, INestApplication } from '@nestjs/common';
import { PAGE_SCRIPT, swaggerUiPage } from './swagger-ui.page.js';
import { PAGE_STYLE } from './swagger-ui.style.js';

/** The common methods of Fastify's reply and Express's response. */
interface Response {
  type(mediaType: string): this;
  header(name: string, value: string): this;
  send(body: string | Buffer): unknown;
}

/** Files of `swagger-ui-dist`. */
const FILES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const;

/** Safe, because the URLs of these files contain their version. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves Swagger UI at `/docs` and the document at `/openapi.json`; `/docs/` redirects to `/docs`. The page loads nothing from another
 * origin and shows no other document.
 *
 * @param document called at the first request for the document
 */
export function serveSwaggerUi(app: INestApplication, document: () => object): void {
  const http = app.getHttpAdapter();
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('swagger-ui-dist/package.json');
  const { version } = require(manifest) as { readonly version: string };

  servePage(http, swaggerUiPage(version));
  serve(http, '/docs/page.css', 'text/css; charset=utf-8', () => PAGE_STYLE);
  serve(http, '/docs/page.js', 'text/javascript; charset=utf-8', () => PAGE_SCRIPT);
  for (const [name, mediaType] of Object.entries(FILES)) {
    serve(http, `/docs/${name}`, mediaType, () => readFileSync(join(dirname(manifest), name)), FOR_EVER);
  }
  let json: string | undefined;
  serve(http, '/openapi.json', 'application/json; charset=utf-8', () => (json ??= JSON.stringify(document())));
}

function servePage(http: HttpServer, page: string): void {
  const answer = (request: unknown, response: Response) => {
    const [path = ''] = (http.getRequestUrl?.(request) ?? '').split('?', 1);
    if (path.endsWith('/')) {
      // Relative, because a proxy may have stripped a prefix.
      return http.redirect(response, 308, '../docs');
    }
    return response.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').send(page);
  };
  // Fastify needs both routes; Express uses the first for both paths.
  http.get('/docs', answer);
  http.get('/docs/', answer);
}

function serve(
  http: HttpServer,
  path: string,
  mediaType: string,
  content: () => string | Buffer,
  caching = 'no-cache',
): void {
  http.get(path, (_request: unknown, response: Response) =>
    response.type(mediaType).header('Cache-Control', caching).send(content()),
  );
}
