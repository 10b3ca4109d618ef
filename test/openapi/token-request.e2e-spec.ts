import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplication, Injectable } from '@nestjs/common';
import { ApiProperty, ApiSchema, DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { AuthError } from '@portcullis/auth';
import { SignInCheck } from '@portcullis/auth/spi';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import {
  type ErrorDocumentation,
  Grant,
  InvalidRequestError,
  StaleGrantError,
  type TokenGrant,
} from '@portcullis/auth/spi';
import { createHost } from '../embedding/host.js';
import { documentOf } from '../support/openapi.js';
import { startService } from '../support/service.js';
import { LIBRARY } from './library.js';

@ApiSchema({ name: 'CardTokenRequest', description: 'Sign in by library card' })
class CardTokenRequest {
  @ApiProperty({ example: '2600-1234' })
  readonly card!: string;
}

@Grant('urn:library:card', { form: CardTokenRequest, errors: [StaleGrantError, InvalidRequestError] })
class CardGrant implements TokenGrant {
  authenticate(): never {
    throw new StaleGrantError('The card is not valid', 'unknown card');
  }
}

class OverdueError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'books_overdue',
    kind: 'forbidden',
    description: 'Books are overdue',
    when: 'The user has not returned all books.',
    oauthError: 'books_overdue',
    members: { books: 2 },
  };
}

@Injectable()
class OverdueCheck extends SignInCheck {
  override readonly errors = [OverdueError];

  check(): void {}
}

@Grant('urn:library:badge')
class BadgeGrant extends CardGrant {}

const CONFIG = new DocumentBuilder().build();

describe('the token endpoint in a document', () => {
  let app: INestApplication;

  beforeEach(async () => {
    app = await createHost('fastify', {
      ...LIBRARY,
      providers: [...LIBRARY.providers!, CardGrant, BadgeGrant, OverdueCheck],
    });
  });
  afterEach(() => app.close());

  it.each(['before', 'after'])('has the form of each grant of the application, %s its start', async (when) => {
    await (when === 'after' ? app.init() : undefined);
    const { components, paths } = createSecuredDocument(app, CONFIG);
    expect(components?.schemas?.['TokenRequest']).toMatchObject({
      properties: {
        grant_type: { enum: ['password', 'urn:library:badge', 'urn:library:card'] },
        card: { example: '' },
      },
      oneOf: [
        { $ref: '#/components/schemas/PasswordTokenRequest' },
        { required: ['grant_type'], properties: { grant_type: { enum: ['urn:library:badge'] } } },
        { $ref: '#/components/schemas/CardTokenRequest' },
      ],
    });
    expect(components?.schemas?.['CardTokenRequest']).toMatchObject({ required: ['grant_type', 'card'] });
    expect(examplesIn(paths)).toMatchObject({
      password: { value: { grant_type: 'password', username: 'alice' } },
      'urn:library:badge': { value: { grant_type: 'urn:library:badge' } },
      'urn:library:card': {
        summary: 'Sign in by library card',
        value: { grant_type: 'urn:library:card', card: '2600-1234' },
      },
    });
  });

  it('has its own errors and those that grants and sign-in checks declare', () => {
    const { components, paths } = createSecuredDocument(app, CONFIG);
    expect(paths['/token']?.post?.responses).toMatchObject({
      400: {
        description: expect.stringMatching(/^The request is malformed\. .* The authorization is unknown/),
        content: {
          'application/json': {
            examples: {
              invalid_request: { value: { detail: 'The parameter username is missing' } },
              invalid_grant: { value: { detail: 'Inactive user' } },
              stale_grant: { value: { error: 'invalid_grant', detail: 'The authorization is not valid' } },
            },
          },
        },
      },
      403: {
        description: 'The user has not returned all books.',
        content: { 'application/json': { examples: { books_overdue: { value: { books: 2 } } } } },
      },
      413: {},
    });
    expect(components?.schemas?.['TokenError']).toMatchObject({
      properties: { error: { enum: expect.arrayContaining(['books_overdue']) } },
    });
  });

  it('describes refresh tokens only if the application has sessions', async () => {
    const without = createSecuredDocument(app, CONFIG);
    expect(without.paths['/token']?.post?.summary).toBe('Sign in');
    expect(without.components?.schemas?.['Token']).not.toHaveProperty('properties.refresh_token');
    const service = await startService();
    try {
      const { paths, components } = documentOf(service.app);
      const { post } = paths['/token'] ?? {};
      expect(components?.schemas?.['Token']).toHaveProperty('properties.refresh_token.description');
      expect(components?.schemas).not.toHaveProperty('RefreshTokenMember');
      expect(post?.summary).toBe('Sign in or refresh');
      expect(post?.responses['200']?.content?.['application/json']?.example).toHaveProperty('refresh_token');
      expect(Object.keys(post?.requestBody?.content['application/x-www-form-urlencoded']?.examples ?? {})).toEqual([
        'password',
        'refresh_token',
      ]);
    } finally {
      await service.stop();
    }
  });

  it('lists the codes of all problem documents of the routes, and the codes that the application adds', () => {
    const codes = (problemCodes?: string[]) => {
      const { components } = createSecuredDocument(app, CONFIG, { problemCodes });
      return components?.schemas?.['Problem'];
    };
    const documented = [
      'inactive_user',
      'insufficient_scope',
      'invalid_token',
      'malformed_authorization',
      'not_authenticated',
      'service_unavailable',
    ];
    expect(codes()).toMatchObject({ properties: { code: { enum: documented } } });
    expect(codes(['card_expired'])).toMatchObject({ properties: { code: { enum: ['card_expired', ...documented] } } });
  });
});

function examplesIn(paths: OpenAPIObject['paths']): unknown {
  const body = paths['/token']?.post?.requestBody;
  return body && 'content' in body ? body.content['application/x-www-form-urlencoded']?.examples : undefined;
}
