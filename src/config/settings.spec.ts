import { describe, expect, it } from '@jest/globals';
import { readSettings } from './settings.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://db.example.com/portcullis',
  AUTH_JWT_SECRET: '0123456789abcdef0123456789abcdef',
};

describe('settings', () => {
  it('have defaults outside production', () => {
    expect(readSettings({})).toEqual({
      production: false,
      port: 3000,
      host: '127.0.0.1',
      publicUrl: undefined,
      metricsPort: undefined,
      metricsHost: '127.0.0.1',
      databaseUrl: undefined,
      redisUrl: undefined,
      jwtSecret: undefined,
      jwtPreviousSecrets: [],
      jwtAlgorithm: 'HS256',
      jwtKeyFiles: [],
      jwtKeyLead: 600,
      jwtKeyRotation: 7_776_000,
      issuer: 'portcullis',
      audience: 'portcullis',
      accessTokenTtl: 1800,
      sessionIdleTtl: 1_209_600,
      sessionAbsoluteTtl: 7_776_000,
      refreshGrace: 10,
      sessionsPerUser: 100,
      tokenSubject: 'id',
      clients: [],
      attemptsPerAddress: 1000,
      registrationsPerAddress: 500,
      inactiveUserStatus: 400,
      bcryptCost: 12,
      rehash: true,
      passwordMinLength: 8,
      preparedStatements: true,
      migrationWait: 60,
      appUrl: undefined,
      emailVerification: 'optional',
      mailUrl: undefined,
      mailFrom: 'Portcullis <no-reply@portcullis.localhost>',
      corsOrigins: [],
      corsHeaders: [
        'Authorization',
        'Content-Type',
        'X-Request-Id',
        'X-Requested-With',
        'traceparent',
        'tracestate',
        'baggage',
        'sentry-trace',
      ],
      trustProxy: 0,
      dataDir: '.data',
      logLevel: 'info',
      docsEnabled: true,
    });
  });

  it('hide the docs in production unless they are asked for', () => {
    expect(readSettings(PRODUCTION).docsEnabled).toBe(false);
    expect(readSettings({ ...PRODUCTION, DOCS_ENABLED: 'true' }).docsEnabled).toBe(true);
  });

  it('treat an empty variable as not set', () => {
    expect(readSettings({ PORT: '', AUTH_JWT_SECRET: '' })).toMatchObject({ port: 3000, jwtSecret: undefined });
  });

  it.each([
    ['90s', 90],
    ['30m', 1800],
    ['12h', 43_200],
    ['7d', 604_800],
  ])('read %s as %d seconds', (text, seconds) => {
    expect(readSettings({ AUTH_ACCESS_TOKEN_TTL: text }).accessTokenTtl).toBe(seconds);
  });

  it('read a grace of 0', () => {
    expect(readSettings({ AUTH_REFRESH_GRACE: '0s' }).refreshGrace).toBe(0);
  });

  it('read a list of origins', () => {
    const { corsOrigins } = readSettings({ CORS_ORIGINS: 'https://a.example.com, http://localhost:5173' });
    expect(corsOrigins).toEqual(['https://a.example.com', 'http://localhost:5173']);
  });

  it('read a list of header names', () => {
    expect(readSettings({ CORS_HEADERS: 'Authorization, x-trace' }).corsHeaders).toEqual(['Authorization', 'x-trace']);
  });

  it.each([
    ['*', /wildcard/],
    ['https://*.example.com', /wildcard/],
    ['https://a.example.com/', /without a slash at the end/],
    ['https://a.example.com, https://b.example.com/', /without a slash at the end/],
    ['https://a.example.com/app', /as browsers send them/],
    ['https://A.example.com', /lower case/],
    ['https://a.example.com:443', /port unless it is the default/],
    ['a.example.com', /with its scheme/],
    ['localhost:5173', /with its scheme/],
    ['ftp://a.example.com', /with its scheme/],
    ['null', /with its scheme/],
    ['https://a.example.com,', /with its scheme/],
  ])('explain why CORS_ORIGINS=%s is invalid', (value, what) => {
    const message = messageOf(() => readSettings({ CORS_ORIGINS: value }));
    expect(message).toMatch(what);
    expect(message.split('\n')).toHaveLength(2);
  });

  it('suggest the name of a misspelt variable, if another variable is invalid', () => {
    const { AUTH_JWT_SECRET, ...variables } = PRODUCTION;
    const message = messageOf(() => readSettings({ ...variables, AUTH_JWT_SECRETS: AUTH_JWT_SECRET }));
    expect(message).toMatch('AUTH_JWT_SECRETS is not read: did you mean AUTH_JWT_SECRET?');
  });

  it('ignore the address of a Kubernetes service in the variable of a port or host', () => {
    const address = 'tcp://10.96.12.7:9090';
    expect(readSettings({ METRICS_PORT: address, PORT: address, HOST: address, METRICS_HOST: address })).toMatchObject({
      metricsPort: undefined,
      port: 3000,
      host: '127.0.0.1',
      metricsHost: '127.0.0.1',
    });
  });

  it('read the clients', () => {
    const [one, other] = ['0a'.repeat(32), 'ff'.repeat(32)];
    const { clients } = readSettings({ AUTH_CLIENTS: `reports:${one}:introspect, shop.web-1:${other}` });
    expect(clients).toEqual([
      { id: 'reports', secretHash: `sha256:${one}`, introspect: true },
      { id: 'shop.web-1', secretHash: `sha256:${other}`, introspect: false },
    ]);
  });

  it.each([
    ['https://auth.example.com', 'https://auth.example.com'],
    ['https://auth.example.com/', 'https://auth.example.com'],
    ['HTTPS://Auth.Example.com:443/login/', 'https://auth.example.com/login'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('read the public URL %s as %s, and use it as the issuer', (text, url) => {
    expect(readSettings({ PUBLIC_URL: text })).toMatchObject({ publicUrl: url, issuer: url });
    expect(readSettings({ PUBLIC_URL: text, AUTH_ISSUER: 'portcullis' }).issuer).toBe('portcullis');
  });

  it.each([
    ['PUBLIC_URL', 'users.example.org'],
    ['PUBLIC_URL', '//users.example.org'],
    ['PUBLIC_URL', '/auth'],
    ['PUBLIC_URL', 'https:auth.example.com'],
    ['PUBLIC_URL', 'https://'],
    ['PUBLIC_URL', 'https:///auth'],
    ['PUBLIC_URL', 'ftp://auth.example.com'],
    ['PUBLIC_URL', 'javascript:alert(1)'],
    ['PUBLIC_URL', 'https://user:password@auth.example.com'],
    ['PUBLIC_URL', 'https://auth.example.com/?tenant=1'],
    ['PUBLIC_URL', 'https://auth.example.com/#top'],
    ['PUBLIC_URL', 'https://*.example.com'],
    ['PUBLIC_URL', 'https://auth.example.com//login'],
    ['PUBLIC_URL', 'https://auth example.com'],
    ['PUBLIC_URL', 'https://auth.example.com:99999'],
    ['PUBLIC_URL', 'https://auth.example.com, https://other.example.com'],
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['METRICS_PORT', '65536'],
    ['DATABASE_URL', 'mysql://localhost/db'],
    ['DATABASE_PREPARED_STATEMENTS', 'no'],
    ['REDIS_URL', 'https://redis.example.com'],
    ['AUTH_ATTEMPTS_PER_ADDRESS', '0'],
    ['AUTH_REGISTRATIONS_PER_ADDRESS', '0'],
    ['AUTH_JWT_SECRET', 'too short a secret, this'],
    ['AUTH_JWT_SECRET_PREVIOUS', 'too short a secret, this'],
    ['AUTH_JWT_SECRET_PREVIOUS', '[]'],
    ['AUTH_JWT_SECRET_PREVIOUS', '["too short a secret, this"]'],
    ['AUTH_JWT_SECRET_PREVIOUS', `["${'x'.repeat(32)}"`],
    ['AUTH_JWT_SECRET_PREVIOUS', `["${'x'.repeat(32)}",32]`],
    ['AUTH_JWT_SECRET_PREVIOUS', `["${'x'.repeat(32)}","${'x'.repeat(32)}"]`],
    ['AUTH_JWT_SECRET_PREVIOUS', 'a previous secret, without a current one'],
    ['AUTH_JWT_ALGORITHM', 'none'],
    ['AUTH_JWT_ALGORITHM', 'RS512'],
    ['AUTH_JWT_KEY_FILES', 'one.pem,,other.pem'],
    ['AUTH_JWT_KEY_LEAD', '1s'],
    ['AUTH_JWT_KEY_ROTATION', '10m'],
    ['AUTH_ACCESS_TOKEN_TTL', '30'],
    ['AUTH_ACCESS_TOKEN_TTL', '0m'],
    ['AUTH_SESSION_IDLE_TTL', '0d'],
    ['AUTH_SESSION_ABSOLUTE_TTL', '13d'],
    ['AUTH_REFRESH_GRACE', '10'],
    ['AUTH_REFRESH_GRACE', '6m'],
    ['AUTH_TOKEN_SUBJECT', 'email'],
    ['AUTH_CLIENTS', 'reports'],
    ['AUTH_CLIENTS', 'reports:the secret itself, by mistake'],
    ['AUTH_CLIENTS', `reports:${'0a'.repeat(32)}:everything`],
    ['AUTH_CLIENTS', `reports:${'0a'.repeat(32)},`],
    ['AUTH_CLIENTS', `reports:${'0a'.repeat(32)},reports:${'0b'.repeat(32)}`],
    ['AUTH_INACTIVE_USER_STATUS', '404'],
    ['AUTH_BCRYPT_COST', '3'],
    ['AUTH_BCRYPT_COST', '12.5'],
    ['AUTH_PASSWORD_MIN_LENGTH', '0'],
    ['AUTH_APP_URL', 'app.example.com'],
    ['AUTH_APP_URL', 'https://app.example.com/?next='],
    ['AUTH_EMAIL_VERIFICATION', 'always'],
    ['MAIL_URL', 'mail.example.com'],
    ['MAIL_URL', 'http://mail.example.com'],
    ['MAIL_URL', 'smtp://'],
    ['MAIL_URL', 'smtp://mail.example.com:0'],
    ['MAIL_URL', 'smtp://user@mail.example.com'],
    ['MAIL_URL', 'smtp://:secret@mail.example.com'],
    ['MAIL_URL', 'smtp://user:se/cret@mail.example.com'],
    ['MAIL_URL', 'smtp://user:se%cret@mail.example.com'],
    ['MAIL_URL', 'smtps://mail.example.com/path'],
    ['MAIL_URL', 'smtps://mail.example.com?pool=true'],
    ['MAIL_FROM', 'Acme'],
    ['MAIL_FROM', 'one@example.com, other@example.com'],
    ['MAIL_FROM', 'Acme <one@example.com>\r\nBcc: x@example.com'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://a.example.com/'],
    ['CORS_HEADERS', '*'],
    ['CORS_HEADERS', 'x,'],
    ['CORS_HEADERS', 'x y'],
    ['TRUST_PROXY', 'true'],
    ['LOG_LEVEL', 'loud'],
    ['DOCS_ENABLED', 'yes'],
  ])('refuse %s=%s by name, without repeating a value', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(
      new RegExp(`^The configuration is not usable:\n  ${name} must`),
    );
    expect(messageOf(() => readSettings({ [name]: value })).includes(value) && value.length > 12).toBe(false);
  });

  it('read one previous secret as a text, and several as a JSON array', () => {
    const previous = (text: string) =>
      readSettings({ ...PRODUCTION, AUTH_JWT_SECRET_PREVIOUS: text }).jwtPreviousSecrets;
    const [one, other] = ['a previous secret, with a comma in it', 'the secret before that: "quoted"'];
    expect(previous('')).toEqual([]);
    expect(previous(one)).toEqual([one]);
    expect(previous(JSON.stringify([one, other]))).toEqual([one, other]);
    expect(messageOf(() => previous(PRODUCTION.AUTH_JWT_SECRET))).toMatch(
      /PREVIOUS must not hold AUTH_JWT_SECRET itself$/,
    );
  });

  it.each([
    ['DATABASE_URL', undefined],
    ['AUTH_JWT_SECRET', undefined],
    ['AUTH_BCRYPT_COST', '9'],
    ['AUTH_PASSWORD_MIN_LENGTH', '7'],
  ])('stop the start in production if %s is %s', (name, value) => {
    expect(() => readSettings({ ...PRODUCTION, [name]: value })).toThrow(name);
  });

  it('stop the start in production if mails need a sender or a server', () => {
    const MAIL_URL = 'smtps://user:p%40ss@mail.example.com';
    expect(() => readSettings({ ...PRODUCTION, MAIL_URL })).toThrow(/^ {2}MAIL_FROM must be set in production/m);
    expect(() => readSettings({ ...PRODUCTION, AUTH_EMAIL_VERIFICATION: 'required' })).toThrow(
      /^ {2}AUTH_EMAIL_VERIFICATION must not be required in production without MAIL_URL$/m,
    );
    for (const MAIL_FROM of ['no-reply@example.com', 'Acme <no-reply@example.com>']) {
      const settings = readSettings({ ...PRODUCTION, MAIL_URL, MAIL_FROM, AUTH_EMAIL_VERIFICATION: 'required' });
      expect(settings).toMatchObject({ mailUrl: MAIL_URL, mailFrom: MAIL_FROM, emailVerification: 'required' });
    }
  });

  it('use the algorithm of key files, and refuse key files for HS256', () => {
    const AUTH_JWT_KEY_FILES = 'new.pem, old.pem';
    expect(readSettings({ AUTH_JWT_KEY_FILES })).toMatchObject({
      jwtAlgorithm: undefined,
      jwtKeyFiles: ['new.pem', 'old.pem'],
    });
    expect(() => readSettings({ AUTH_JWT_KEY_FILES, AUTH_JWT_ALGORITHM: 'HS256' })).toThrow(/AUTH_JWT_KEY_FILES/);
  });

  it('name all invalid variables at once', () => {
    const message = messageOf(() => readSettings({ PORT: 'x', LOG_LEVEL: 'x' }));
    expect(message).toMatch(/PORT/);
    expect(message).toMatch(/LOG_LEVEL/);
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
