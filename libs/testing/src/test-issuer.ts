import { generateKeyPairSync } from 'node:crypto';
import { Clock, type Role, type Scope } from '@portcullis/auth';
import {
  AccessTokenService,
  AUTH_OPTIONS,
  EventPublisher,
  type GuardOptions,
  keyPairSigningKey,
  KeyRing,
  StaticKeyRing,
} from '@portcullis/auth/spi';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { demandArgument, demandBuilder, demandNames, isRecord } from './argument-check.js';
import { demandDeclared } from './declared.js';
import { RecordingEventPublisher } from './recording.event-publisher.js';
import { TestClock } from './test-clock.js';
import type { TestSession } from './test-session.js';
import { type Container, demandContainer, theOnly } from './the-only.js';

const EXAMPLE = "issue({ sub: '7', scopes: ['reports:read'] })";

/** Whom a token of the issuer names, and what it says of them. */
export interface IssuedFor {
  /** The `sub` claim. @default a fixed name */
  readonly sub?: string;
  /** @default none */
  readonly scopes?: readonly Scope[];
  /** The claim of that name. @default none, as from an issuer that tells no roles */
  readonly roles?: readonly Role[];
  /** Further claims, `username` for one. @default none */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/**
 * Replaces the issuer of a `ResourceServerModule`: real tokens, which the guards of the application verify, without a connection.
 * For an application whose testing module was prepared by {@link withTestIssuer}.
 *
 * @example
 * ```ts
 * const { headers } = TestIssuer.of(app).issue({ sub: '7', scopes: ['reports:read'] });
 * await request(app.getHttpServer()).get('/reports').set(headers).expect(200);
 * ```
 */
export class TestIssuer {
  private constructor(
    /** What time it is for the application. */
    readonly clock: TestClock,
    /** What has happened in it. */
    readonly events: RecordingEventPublisher,
    private readonly tokens: AccessTokenService,
    private readonly options: GuardOptions,
  ) {}

  /** @throws Error if the application has no `ResourceServerModule`, or was not prepared by `withTestIssuer` */
  static of(app: Container): TestIssuer {
    demandContainer(app, 'TestIssuer.of');
    const [clock, events, keys] = [theOnly(app, Clock), theOnly(app, EventPublisher), theOnly(app, KeyRing)];
    if (!(
      clock instanceof TestClock &&
      events instanceof RecordingEventPublisher &&
      keys instanceof TestIssuerKeyRing
    )) {
      throw new TypeError('Write: withTestIssuer(Test.createTestingModule({ … })).compile()');
    }
    const options = theOnly<GuardOptions>(app, AUTH_OPTIONS);
    return new TestIssuer(clock, events, new AccessTokenService(options, keys, clock), options);
  }

  /**
   * A token, good for half an hour of the application's clock.
   *
   * @throws Error for a scope or role that is not among the host's `scopes` or `roles`
   */
  issue(issued: IssuedFor = {}): Omit<TestSession, 'user'> {
    demandArgument(isRecord(issued), 'issue() takes an object', issued, EXAMPLE);
    const { sub = 'somebody', scopes = [], roles, claims = {} } = issued;
    demandArgument(
      typeof sub === 'string' && sub !== '',
      'sub of issue() takes a string that is not empty',
      sub,
      EXAMPLE,
    );
    demandArgument(isRecord(claims), 'claims of issue() takes an object', claims, EXAMPLE);
    demandNames('scopes of issue()', scopes, EXAMPLE);
    demandNames('roles of issue()', roles, EXAMPLE);
    demandDeclared('scope', scopes, this.options.scopes && Object.keys(this.options.scopes));
    demandDeclared('role', roles ?? [], this.options.roles);
    const all = { ...claims, ...(roles && { roles }) };
    const { accessToken: token } = this.tokens.issue({ subject: sub, scope: [...new Set(scopes)], claims: all });
    return { token, headers: { Authorization: `Bearer ${token}` } };
  }
}

/** A key pair of its own, in the place of those that the issuer publishes. */
class TestIssuerKeyRing extends StaticKeyRing {
  constructor() {
    super(keyPairSigningKey(generateKeyPairSync('ed25519').privateKey));
  }
}

/**
 * Makes an application with `ResourceServerModule` ready for {@link TestIssuer}: its guards and policies stay what they are, its
 * clock stands still, and its domain events are kept.
 *
 * @param now the time of the clock at first
 */
export function withTestIssuer(builder: TestingModuleBuilder, now = new Date()): TestingModuleBuilder {
  demandBuilder(builder, 'withTestIssuer');
  return builder
    .overrideProvider(Clock)
    .useValue(new TestClock(now))
    .overrideProvider(EventPublisher)
    .useValue(new RecordingEventPublisher())
    .overrideProvider(KeyRing)
    .useValue(new TestIssuerKeyRing());
}
