import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { FRAMEWORK_CODES } from '../http/problem.filter.js';

/** The version in package.json, which a compiled service may lack. A test compares the two. */
const VERSION = '0.1.0';

const DESCRIPTION = `Authentication for NestJS. Try it:

1. **Register**: open \`POST /register\` and press Execute.
2. **Authorize**: press the button and sign in as the user you registered: \`alice\`, \`correct horse battery staple\`.
3. **Get my account**: open \`GET /me\` and press Execute.
4. **List users**: make yourself an administrator by \`npm run users -- grant alice admin\`, authorize again with \`users:read\`
selected, open \`GET /users\` and press Execute.`;

/**
 * The OpenAPI document of the service.
 *
 * @param publicUrl the URL of the service for users. Without it the server URL is relative to the document, which works behind a proxy
 * that strips a prefix.
 */
export function openApiDocument(app: INestApplication, publicUrl?: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Portcullis')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(publicUrl ?? '.')
    // In the order in which a new user needs them.
    .addTag('authentication', 'Create an account, sign in and sign out')
    .addTag('users', 'The signed-in user')
    .addTag('account', 'Passwords and e-mail addresses')
    .addTag('sessions', 'Where you are signed in')
    .addTag('service', 'What other programs need to know about the service')
    .addTag('health', 'For operators')
    .addTag('administration', 'For administrators')
    .build();
  return createSecuredDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
    problemCodes: FRAMEWORK_CODES,
  });
}
