import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AUTH_OPTIONS } from '../auth.options.js';
import { SubjectResolver } from '../authentication/jwt/subject.resolver.js';
import { IMPORTED_MODULE } from '../authorization/declared-names.js';
import { ProvidesGuards } from '../copies/copies.js';
import { GUARD_EXPORTS, GUARD_PROVIDERS } from '../guard.providers.js';
import { ONE_COPY } from '../one-copy.js';
import { AccessTokenVerifier } from '../token/access-token.verifier.js';
import { KeyRing } from '../token/key-ring.js';
import { ClaimsSubjectResolver } from './claims.subject-resolver.js';
import { KeySetSource, PublishedKeySetSource } from './key-set.source.js';
import { RemoteKeyRing } from './remote.key-ring.js';
import { ConfigurableResourceServerModule, GIVEN_OPTIONS } from './resource-server.module-definition.js';
import { checkedResourceServerOptions } from './resource-server.options.js';

/**
 * Verifies tokens of another issuer with its published keys (RFC 6749, section 1.1), without a database, a secret or sign-in.
 * Provides the same guards as `AuthModule`, and like it binds none of them for the whole application.
 *
 * @example
 * ```ts
 * ResourceServerModule.forRoot({ issuer: 'https://auth.example.com', audience: 'reports', isGlobal: true })
 * ```
 */
@Module({
  imports: [DiscoveryModule, ONE_COPY],
  providers: [
    ...GUARD_PROVIDERS,
    { provide: IMPORTED_MODULE, useValue: 'ResourceServerModule' },
    { provide: AUTH_OPTIONS, inject: [GIVEN_OPTIONS], useFactory: checkedResourceServerOptions },
    { provide: KeySetSource, useClass: PublishedKeySetSource },
    { provide: KeyRing, useClass: RemoteKeyRing },
    { provide: SubjectResolver, useClass: ClaimsSubjectResolver },
    AccessTokenVerifier,
  ],
  exports: [...GUARD_EXPORTS],
})
@ProvidesGuards()
export class ResourceServerModule extends ConfigurableResourceServerModule {}
