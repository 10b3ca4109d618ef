import { createHash } from 'node:crypto';
import { Body, Controller, Get, HttpCode, type INestApplication, Post } from '@nestjs/common';
import { DocumentBuilder } from '@nestjs/swagger';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Accounts,
  AuthModule,
  Authorize,
  CurrentExchange,
  GLOBAL_GUARDS,
  Public,
  type RawExchange,
  SignInService,
} from '@portcullis/auth';
import { createSecuredDocument } from '@portcullis/auth/openapi';
import { PolicyTable } from '@portcullis/auth';
import { AccessTokenService, AuthorizationServerMetadataModule, BY_SERVICE, type Login } from '@portcullis/auth/spi';
import { AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { oneTimeSecretsMigrations } from '@portcullis/one-time-secrets';
import {
  PostgresUserRepository,
  type RegisteredUser,
  RegistrationService,
  UsersModule,
  usersMigrations,
} from '@portcullis/users';
import { Pool } from 'pg';
import { OPTIONS, PASSWORD, startHost } from '../../embedding/host.js';
import { ADAPTERS } from '../../support/adapters.js';
import type { Client } from '../../support/client.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { SecondFactors } from './second-factor.check.js';
import { SecondFactorModule } from './second-factor.module.js';
import { secondFactorWithin } from './second-factor.predicate.js';

const OTP_GRANT = 'urn:example:otp';
const CODE = '492039';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const SHOP = { client_id: 'shop', client_secret: 'a random secret' };

@Controller()
class VaultController {
  constructor(private readonly signIn: SignInService) {}

  @Get('vault')
  @Authorize(secondFactorWithin(300))
  vault() {
    return {};
  }

  @Public()
  @Post('login')
  @HttpCode(200)
  login(@Body() body: Login, @CurrentExchange() exchange: RawExchange) {
    return this.signIn.byPassword(body, exchange);
  }
}

describe.each(ADAPTERS)('a second factor as a separate library, on %s', (adapter) => {
  let database: TestDatabase;
  let pool: Pool;
  let app: INestApplication;
  let client: Client;
  let subject: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url });
    const users = UsersModule.forRoot();
    const userRepository = { useExisting: PostgresUserRepository };
    ({ app, client } = await startHost(adapter, {
      imports: [
        AuthDatabaseModule.forRoot({
          adapter: pgAdapter(pool),
          migrations: [...usersMigrations, ...oneTimeSecretsMigrations],
        }),
        users,
        AuthModule.forRoot({
          ...OPTIONS,
          isGlobal: true,
          imports: [users],
          userRepository,
          signIn: { freeAttempts: 3 },
          clients: [{ id: SHOP.client_id, secretHash: `sha256:${sha256(SHOP.client_secret)}` }],
        }),
        AuthorizationServerMetadataModule.forRoot(),
        SecondFactorModule,
      ],
      controllers: [VaultController],
      providers: [...GLOBAL_GUARDS],
    }));
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
    await database.drop();
  });

  beforeEach(async () => {
    await pool.query('TRUNCATE users, one_time_secrets');
    const alice = { username: 'alice', email: 'alice@example.com', password: PASSWORD };
    subject = String((await app.get(RegistrationService).register(alice)).id);
    app.get(SecondFactors, { strict: false }).set(subject, CODE);
  });

  const byPassword = () => client.postForm('/token', { username: 'alice', password: PASSWORD });
  const ticketOf = async (): Promise<string> => String((await byPassword()).body['ticket']);
  const byCode = (ticket: string, code = CODE) => client.postForm('/token', { grant_type: OTP_GRANT, ticket, code });
  const getVault = (token: unknown) => client.get('/vault', { Authorization: `Bearer ${String(token)}` });

  it('is required after the right password, by an error of the library', async () => {
    const response = await byPassword();
    expect(response.status).toBe(403);
    expect(response.body).toEqual({
      error: 'second_factor_required',
      error_description: 'A second factor is required',
      detail: 'A second factor is required',
      ticket: expect.stringMatching(/^[\w-]{43}$/),
      factors: ['otp'],
    });
    const wrong = await client.postForm('/token', { username: 'alice', password: 'wrong' });
    expect(wrong.body).toMatchObject({ error: 'invalid_grant', detail: 'Incorrect username or password' });
  });

  it('is required at a login route of the application, too', async () => {
    const { status, body } = await client.postJson('/login', { username: 'alice', password: PASSWORD });
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: 'second_factor_required', ticket: expect.any(String), factors: ['otp'] });
    expect((await byCode(String(body['ticket']))).status).toBe(200);
  });

  it('is not required of users who have none', async () => {
    app.get(SecondFactors, { strict: false }).delete(subject);
    expect((await byPassword()).body).toMatchObject({ access_token: expect.any(String) });
  });

  it('completes the sign-in, and is in the claims of the token', async () => {
    const { status, body } = await byCode(await ticketOf());
    expect(status).toBe(200);
    const claims = JSON.parse(
      Buffer.from(String(body['access_token']).split('.')[1]!, 'base64url').toString(),
    ) as object;
    expect(claims).toMatchObject({ sub: subject, amr: ['pwd', 'otp', 'mfa'], auth_time: expect.any(Number) });
  });

  it('completes it once', async () => {
    const ticket = await ticketOf();
    const statuses = await Promise.all(
      [byCode(ticket), byCode(ticket), byCode(ticket)].map(async (r) => (await r).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it('allows five wrong codes for each ticket, also simultaneous ones', async () => {
    const ticket = await ticketOf();
    const guesses = await Promise.all(Array.from({ length: 10 }, () => byCode(ticket, '000000')));
    const details = guesses.map(({ body }) => body['detail']);
    expect(details.filter((detail) => detail === 'The code is not valid')).toHaveLength(5);
    expect((await byCode(ticket)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('keeps right passwords counted until the sign-in is complete', async () => {
    for (let i = 0; i < 3; i++) {
      expect((await byCode(await ticketOf())).status).toBe(200);
    }
    await byPassword();
    await byPassword();
    await byPassword();
    expect((await byPassword()).status).toBe(429);
  });

  it.each<Record<string, string>>([{}, { ticket: 'x' }, { code: CODE }, { ticket: 'x', code: CODE }])(
    'refuses the form %j',
    async (form) => {
      expect((await client.postForm('/token', { grant_type: OTP_GRANT, ...form })).body).toMatchObject({
        error: 'invalid_grant',
      });
    },
  );

  it('completes the sign-in for the client that has begun it, and for no other', async () => {
    const byCodeOf = (ticket: string, credentials: Record<string, string>) =>
      client.postForm('/token', { grant_type: OTP_GRANT, ticket, code: CODE, ...credentials });
    const { body } = await client.postForm('/token', { username: 'alice', password: PASSWORD, ...SHOP });
    expect((await byCodeOf(String(body['ticket']), {})).body).toMatchObject({ error: 'invalid_grant' });
    expect((await byCodeOf(await ticketOf(), SHOP)).body).toMatchObject({ error: 'invalid_grant' });
    const again = await client.postForm('/token', { username: 'alice', password: PASSWORD, ...SHOP });
    expect((await byCodeOf(String(again.body['ticket']), SHOP)).status).toBe(200);
  });

  it('does not complete the sign-in of a user who was deactivated or deleted meanwhile', async () => {
    const accounts = app.get<Accounts<RegisteredUser>>(Accounts, { strict: false });
    const deactivated = await ticketOf();
    await pool.query('UPDATE users SET is_active = false');
    expect((await byCode(deactivated)).body).toMatchObject({ error: 'invalid_grant', detail: 'Inactive user' });
    await pool.query('UPDATE users SET is_active = true');
    const ticket = await ticketOf();
    await accounts.change(BY_SERVICE, (writer) => writer.delete({ id: subject }));
    expect((await byCode(ticket)).body).toMatchObject({ error: 'invalid_grant', detail: 'The sign-in is not valid' });
  });

  it('does not complete a sign-in after the password was changed', async () => {
    const ticket = await ticketOf();
    const accounts = app.get<Accounts<RegisteredUser>>(Accounts, { strict: false });
    const { passwordHash } = (await accounts.find({ id: subject }))!;
    await accounts.change(BY_SERVICE, (writer) =>
      writer.setPasswordHash({ id: subject }, { from: passwordHash, to: 'another hash' }),
    );
    expect((await byCode(ticket)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('is a term of policies: a route requires a recent sign-in with it (RFC 9470)', async () => {
    const { body } = await byCode(await ticketOf());
    expect((await getVault(body['access_token'])).status).toBe(200);
    const tokens = app.get(AccessTokenService);
    const now = Date.now();
    for (const authentication of [
      { methods: ['pwd'], at: now },
      { methods: ['pwd', 'otp', 'mfa'], at: now - 400_000 },
      undefined,
    ]) {
      const { accessToken } = tokens.issue({ subject, scope: [], ...(authentication && { authentication }) });
      const response = await getVault(accessToken);
      expect(response.body).toMatchObject({ status: 401, code: 'insufficient_user_authentication' });
      expect(response.headers.get('www-authenticate')).toBe(
        'Bearer realm="portcullis", error="insufficient_user_authentication", ' +
          'error_description="A recent sign-in with a second factor is required", acr_values="mfa", max_age=300',
      );
    }
  });

  it('is in the policy table, the OpenAPI document and the metadata of the server (RFC 8414)', async () => {
    const policies = app.get(PolicyTable).rows();
    expect(policies).toContainEqual(
      expect.objectContaining({ route: 'GET /vault', policy: expect.stringContaining('second factor within 300 s') }),
    );
    const { components, paths } = createSecuredDocument(app, new DocumentBuilder().build());
    expect(components?.schemas?.['OtpTokenRequest']).toMatchObject({ required: ['grant_type', 'ticket', 'code'] });
    expect(paths['/token']?.post?.responses).toMatchObject({
      403: {
        description: 'The user has a second factor.',
        content: { 'application/json': { examples: { second_factor_required: { value: { factors: ['otp'] } } } } },
      },
    });
    expect(JSON.stringify(paths['/vault']?.get?.responses['401'])).toContain('insufficient_user_authentication');
    const { body } = await client.get('/.well-known/oauth-authorization-server');
    expect(body).toMatchObject({ grant_types_supported: ['password', OTP_GRANT] });
  });
});
