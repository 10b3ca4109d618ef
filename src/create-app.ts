import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule, type Runtime } from './app.module.js';
import { configureCors } from './http/cors.js';
import { fastifyAdapter } from './http/fastify.js';
import { NestLogger } from './logging/nest-logger.js';
import { openApiDocument } from './openapi/document.js';
import { serveSwaggerUi } from './openapi/swagger-ui.js';

/** The reference service, composed and not yet listening. */
export async function createApp(runtime: Runtime, logger: Logger): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRuntime(runtime),
    fastifyAdapter(runtime, logger),
    { logger: new NestLogger(logger), abortOnError: false, snapshot: true },
  );
  configureHttp(app, runtime);
  return app;
}

/** What does not depend on the adapter. */
export function configureHttp(app: INestApplication, runtime: Runtime): void {
  app.useSecurityHeaders({
    // Would turn Swagger UI's requests into https although the service uses http.
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    // What only browsers of long ago go by, which the other headers say as well, is not worth its time in every answer.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  configureCors(app, runtime);
  if (runtime.docsEnabled) {
    serveSwaggerUi(app, () => openApiDocument(app, runtime.publicUrl));
  }
}
