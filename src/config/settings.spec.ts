import { describe, expect, it } from '@jest/globals';
import { readSettings } from './settings.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://db.example.com/portcullis',
  AUTH_JWT_SECRET: '0123456789abcdef0123456789abcdef',
};

describe('settings', () => {
  it('need nothing outside production', () => {
    expect(readSettings({})).toEqual({
      production: false,
      port: 3000,
      host: '127.0.0.1',
      metricsPort: undefined,
      metricsHost: '127.0.0.1',
      databaseUrl: undefined,
      redisUrl: undefined,
      jwtSecret: undefined,
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
      tokenSubject: 'id',
      clients: [],
      attemptsPerAddress: 1000,
      bcryptCost: 12,
      passwordMinLength: 8,
      preparedStatements: true,
      corsOrigins: [],
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

  it('take an empty variable as not set', () => {
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

  it('read a grace of nothing', () => {
    expect(readSettings({ AUTH_REFRESH_GRACE: '0s' }).refreshGrace).toBe(0);
  });

  it('read a list of origins', () => {
    const { corsOrigins } = readSettings({ CORS_ORIGINS: 'https://a.example.com, http://localhost:5173' });
    expect(corsOrigins).toEqual(['https://a.example.com', 'http://localhost:5173']);
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
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['METRICS_PORT', '65536'],
    ['DATABASE_URL', 'mysql://localhost/db'],
    ['DATABASE_PREPARED_STATEMENTS', 'no'],
    ['REDIS_URL', 'https://redis.example.com'],
    ['AUTH_ATTEMPTS_PER_ADDRESS', '0'],
    ['AUTH_JWT_SECRET', 'too short a secret, this'],
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
    ['AUTH_BCRYPT_COST', '3'],
    ['AUTH_BCRYPT_COST', '12.5'],
    ['AUTH_PASSWORD_MIN_LENGTH', '0'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://a.example.com/'],
    ['TRUST_PROXY', 'true'],
    ['LOG_LEVEL', 'loud'],
    ['DOCS_ENABLED', 'yes'],
  ])('refuse %s=%s by name, without repeating a value', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(
      new RegExp(`^The configuration is not usable:\n  ${name} must`),
    );
    expect(messageOf(() => readSettings({ [name]: value })).includes(value) && value.length > 12).toBe(false);
  });

  it.each([
    ['DATABASE_URL', undefined],
    ['AUTH_JWT_SECRET', undefined],
    ['AUTH_BCRYPT_COST', '9'],
    ['AUTH_PASSWORD_MIN_LENGTH', '7'],
  ])('stop the start in production where %s is %s', (name, value) => {
    expect(() => readSettings({ ...PRODUCTION, [name]: value })).toThrow(name);
  });

  it('leave the algorithm to key files, and take none for HS256', () => {
    const AUTH_JWT_KEY_FILES = 'new.pem, old.pem';
    expect(readSettings({ AUTH_JWT_KEY_FILES })).toMatchObject({
      jwtAlgorithm: undefined,
      jwtKeyFiles: ['new.pem', 'old.pem'],
    });
    expect(() => readSettings({ AUTH_JWT_KEY_FILES, AUTH_JWT_ALGORITHM: 'HS256' })).toThrow(/AUTH_JWT_KEY_FILES/);
  });

  it('name everything that is wrong at once', () => {
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
