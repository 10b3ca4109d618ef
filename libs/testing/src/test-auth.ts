import { type AuthenticatedUser, type AuthModuleOptions, Clock, UserRepository } from '@portcullis/auth';
import { AUTH_OPTIONS, EventPublisher, NO_REQUEST, TokenIssuer } from '@portcullis/auth/spi';
import { demandArgument, demandNames, isRecord } from './argument-check.js';
import { demandDeclared } from './declared.js';
import { RecordingEventPublisher } from './recording.event-publisher.js';
import { TestClock } from './test-clock.js';
import type { ActingOptions, TestSession } from './test-session.js';
import { TestMail } from './test-mail.js';
import { newTestUser, type NewTestUser, TEST_PASSWORD, type TestUserFactory } from './test-user.js';
import { TestUserRepository } from './test-user.repository.js';
import { type Container, demandContainer, theOnly } from './the-only.js';

/**
 * Signs in as anyone: with real tokens, which the application's own guards verify, and without a password. For an application
 * whose testing module was made by `withTestAuth`, and for it alone.
 *
 * @example
 * ```ts
 * const auth = TestAuth.of(app);
 * const { headers } = await auth.actingAs(auth.createUser({ roles: ['clerk'] }), { scopes: ['items:write'] });
 * await request(app.getHttpServer()).post('/items').set(headers).expect(201);
 * ```
 */
export class TestAuth<TUser extends AuthenticatedUser = AuthenticatedUser> {
  private constructor(
    /** What time it is for the application. */
    readonly clock: TestClock,
    /** What has happened in it. */
    readonly events: RecordingEventPublisher,
    /** What it has sent by mail. Nothing is sent before a test looks. */
    readonly mail: TestMail,
    private readonly users: TestUserRepository,
    private readonly issuer: TokenIssuer,
    private readonly options: AuthModuleOptions,
    private readonly factory: TestUserFactory<TUser>,
  ) {}

  /**
   * @param factory for a host whose users have members of their own
   * @throws Error if the application has no `AuthModule`, or was not prepared by `withTestAuth`
   */
  static of(app: Container): TestAuth;
  static of<TUser extends AuthenticatedUser>(app: Container, factory: TestUserFactory<TUser>): TestAuth<TUser>;
  static of(app: Container, factory: TestUserFactory = (user) => user): TestAuth {
    demandContainer(app, 'TestAuth.of');
    demandArgument(
      typeof factory === 'function',
      'TestAuth.of() takes a function that makes a user',
      factory,
      "TestAuth.of(app, (user) => ({ ...user, department: 'research' }))",
    );
    return new TestAuth(
      ofTheKit(TestClock, theOnly(app, Clock)),
      ofTheKit(RecordingEventPublisher, theOnly(app, EventPublisher)),
      new TestMail(app),
      ofTheKit(TestUserRepository, theOnly(app, UserRepository)),
      theOnly(app, TokenIssuer),
      theOnly<AuthModuleOptions>(app, AUTH_OPTIONS),
      factory,
    );
  }

  /**
   * Creates a user that only this application knows, active by default, who can also sign in by password. The store has no row for
   * this user: a row that must refer to a user needs one from the store.
   *
   * @throws Error for a role that is not among the host's `roles`, and for an id or a name that another user of the kit has
   */
  createUser(given: NewTestUser<TUser> = {}): TUser {
    const example = "createUser({ username: 'alice', roles: ['admin'] })";
    demandArgument(isRecord(given), 'createUser() takes an object', given, example);
    const { password = TEST_PASSWORD, ...traits } = given;
    demandArgument(
      typeof password === 'string' || password === null,
      'password of createUser() takes a string, or null',
      password,
      example,
    );
    this.#demandRoles('createUser()', traits.roles);
    const user = newTestUser(this.factory, traits as Partial<TUser>);
    this.users.add(user, password);
    return user;
  }

  /**
   * Signs in a user of {@link createUser} or of the application's store, with a token like those of the token endpoint. Computes no
   * hash, and publishes no `signed_in` event. An inactive user gets a token too, as if deactivated after the sign-in.
   *
   * @throws Error for an unknown user, for a scope or role that is not among the `scopes` or `roles` of the application, and before the
   * application is initialised
   */
  async actingAs(user: AuthenticatedUser, options: ActingOptions = {}): Promise<TestSession<TUser>> {
    const { scopes = [], roles } = this.#checked(user, options);
    const subject = this.users.subjectOf(user);
    if (roles) {
      this.users.giveRoles(subject, roles);
    }
    const found = await this.users.findBySubject(subject);
    if (!found) {
      throw new Error(
        `There is no user '${user.username}': create the user with createUser(), or in the store of the application.`,
      );
    }
    const { access_token: token } = await this.issuer.issue({
      user: found,
      authentication: { methods: ['pwd'], at: this.clock.now() },
      grantType: 'test',
      scopes: [...new Set(scopes)],
      client: null,
      origin: NO_REQUEST,
      session: null,
      handover: null,
      request: { headers: {} },
      startedAt: performance.now(),
      verifiedPassword: null,
    });
    return { token, headers: { Authorization: `Bearer ${token}` }, user: found as TUser };
  }

  #checked(user: unknown, options: ActingOptions): ActingOptions {
    const example = "await auth.actingAs(auth.createUser(), { scopes: ['items:read'] })";
    const hasId = isRecord(user) && user['id'] !== undefined;
    demandArgument(hasId, 'actingAs() takes a user of createUser(), or of the store of the application', user, example);
    demandArgument(isRecord(options), 'actingAs() takes an object of options', options, example);
    demandNames('scopes of actingAs()', options.scopes, example);
    demandDeclared('scope', options.scopes ?? [], this.options.scopes && Object.keys(this.options.scopes));
    this.#demandRoles('actingAs()', options.roles);
    return options;
  }

  #demandRoles(call: string, roles: readonly string[] = []): void {
    demandNames(`roles of ${call}`, roles, "roles: ['admin']");
    demandDeclared('role', roles, this.options.roles);
  }
}

type Class<T> = abstract new (...args: never[]) => T;

function ofTheKit<T>(kind: Class<T>, instance: unknown): T {
  if (!(instance instanceof kind)) {
    throw new TypeError(
      `This application has no ${kind.name}. Write: withTestAuth(Test.createTestingModule({ … })).compile()`,
    );
  }
  return instance;
}
