import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { createSecuredDocument } from '@portcullis/auth';
import { SWAGGER_UI_CSS } from './swagger-ui.css.js';

/** That of package.json, which a compiled service can't count on finding; a test holds the two together. */
const VERSION = '0.1.0';

const DESCRIPTION = `Authentication for NestJS. To see it at work:

1. **Register**: open \`POST /register\` and press Execute.
2. **Authorize**: press the button and sign in as the user you registered: \`alice\`, \`correct horse battery staple\`.
3. **Who am I?**: open \`GET /me\` and press Execute.
4. **Who is there?**: for an administrator whose token has the scope. Make one by \`npm run users -- grant alice admin\`, authorize
again with \`users:read\` selected, and try \`GET /users\`.`;

/** The OpenAPI document of the service, at `/openapi.json`, and Swagger UI over it, at `/docs`. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Portcullis',
    customCss: SWAGGER_UI_CSS,
    swaggerOptions: {
      tryItOutEnabled: true,
      // A token in localStorage would outlive the page, for any script of this origin to read.
      persistAuthorization: false,
      // The bodies of the routes show every schema; the list below them would say it all again.
      defaultModelsExpandDepth: -1,
    },
  });
}

export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Portcullis')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .addServer('/')
    // In the order in which a newcomer needs them.
    .addTag('authentication', 'Make an account, and sign in to it')
    .addTag('users', 'Behind the gate')
    .addTag('sessions', 'Where somebody is signed in, and the end of it')
    .addTag('service')
    .addTag('health', 'For whoever runs the service')
    .build();
  return createSecuredDocument(app, config, { operationIdFactory: (_controller, method) => method });
}
