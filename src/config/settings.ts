import type { KeyPairAlgorithm } from '@portcullis/auth';
import { z } from 'zod';
import { clients } from './clients.js';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Named here: to load the libraries takes longer than to find that a setting is wrong. */
const KEY_PAIRS = ['ES256', 'EdDSA', 'RS256'] as const satisfies readonly KeyPairAlgorithm[];

const GRACE_MESSAGE = 'must be from 0s to 5m, like 10s';

const duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/, 'must be a number followed by s, m, h or d, like 30m')
  .transform((text) => Number(text.slice(0, -1)) * SECONDS[text.slice(-1) as keyof typeof SECONDS]);

/** As long as it may be, or none at all. */
const grace = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,5})[sm]$/, GRACE_MESSAGE)
  .transform((text) => Number(text.slice(0, -1)) * SECONDS[text.slice(-1) as 's' | 'm'])
  .refine((seconds) => seconds <= 300, GRACE_MESSAGE);

function integer(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

const origins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .refine((list) => list.every(isOrigin), 'must be a comma-separated list of origins, like https://app.example.com');

const files = z
  .string()
  .transform((text) => text.split(',').map((file) => file.trim()))
  .refine((list) => list.every((file) => file !== ''), 'must be a comma-separated list of files');

const postgresUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
    'must be a URL that starts with postgres://',
  );

const redisUrl = z
  .string()
  .refine(
    (text) => /^rediss?:\/\//.test(text) && URL.canParse(text),
    'must be a URL that starts with redis:// or rediss://',
  );

/** Every variable that the service reads, with its bounds and defaults. `docs/configuration.md` describes them. */
const environment = z
  .object({
    NODE_ENV: z.string().default('development'),
    PORT: integer(0, 65_535).default(3000),
    HOST: z.string().default('127.0.0.1'),
    METRICS_PORT: integer(0, 65_535).optional(),
    METRICS_HOST: z.string().default('127.0.0.1'),
    DATABASE_URL: postgresUrl.optional(),
    DATABASE_PREPARED_STATEMENTS: flag.default(true),
    REDIS_URL: redisUrl.optional(),
    AUTH_JWT_SECRET: z
      .string()
      .refine((secret) => Buffer.byteLength(secret) >= 32, 'must have at least 32 bytes')
      .optional(),
    AUTH_JWT_ALGORITHM: z.enum(['HS256', ...KEY_PAIRS], 'must be HS256, ES256, EdDSA or RS256').optional(),
    AUTH_JWT_KEY_FILES: files.default([]),
    AUTH_JWT_KEY_LEAD: duration
      .refine((seconds) => seconds >= 2 && seconds <= SECONDS.d, 'must be from 2s to 1d')
      .default(600),
    AUTH_JWT_KEY_ROTATION: duration.default(90 * SECONDS.d),
    AUTH_ISSUER: z.string().default('portcullis'),
    AUTH_AUDIENCE: z.string().default('portcullis'),
    AUTH_ACCESS_TOKEN_TTL: duration.default(1800),
    AUTH_SESSION_IDLE_TTL: duration.default(14 * SECONDS.d),
    AUTH_SESSION_ABSOLUTE_TTL: duration.default(90 * SECONDS.d),
    AUTH_REFRESH_GRACE: grace.default(10),
    AUTH_TOKEN_SUBJECT: z.enum(['id', 'username'], 'must be id or username').default('id'),
    AUTH_CLIENTS: clients.default([]),
    AUTH_ATTEMPTS_PER_ADDRESS: integer(1, 999_999_999).default(1000),
    AUTH_BCRYPT_COST: integer(4, 30).default(12),
    AUTH_PASSWORD_MIN_LENGTH: integer(1, 256).default(8),
    CORS_ORIGINS: origins.default([]),
    TRUST_PROXY: integer(0, 32).default(0),
    DATA_DIR: z.string().default('.data'),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'must be a level from trace to silent')
      .default('info'),
    DOCS_ENABLED: flag.optional(),
  })
  .transform((variables) => ({
    production: variables.NODE_ENV === 'production',
    port: variables.PORT,
    host: variables.HOST,
    /** Undefined: no metrics. */
    metricsPort: variables.METRICS_PORT,
    metricsHost: variables.METRICS_HOST,
    databaseUrl: variables.DATABASE_URL,
    preparedStatements: variables.DATABASE_PREPARED_STATEMENTS,
    redisUrl: variables.REDIS_URL,
    jwtSecret: variables.AUTH_JWT_SECRET,
    /** Undefined for whatever the first of the key files is for. */
    jwtAlgorithm: variables.AUTH_JWT_ALGORITHM ?? (variables.AUTH_JWT_KEY_FILES.length > 0 ? undefined : 'HS256'),
    jwtKeyFiles: variables.AUTH_JWT_KEY_FILES,
    /** Seconds. */
    jwtKeyLead: variables.AUTH_JWT_KEY_LEAD,
    /** Seconds. */
    jwtKeyRotation: variables.AUTH_JWT_KEY_ROTATION,
    issuer: variables.AUTH_ISSUER,
    audience: variables.AUTH_AUDIENCE,
    /** Seconds. */
    accessTokenTtl: variables.AUTH_ACCESS_TOKEN_TTL,
    /** Seconds. */
    sessionIdleTtl: variables.AUTH_SESSION_IDLE_TTL,
    /** Seconds. */
    sessionAbsoluteTtl: variables.AUTH_SESSION_ABSOLUTE_TTL,
    /** Seconds; 0 for none. */
    refreshGrace: variables.AUTH_REFRESH_GRACE,
    tokenSubject: variables.AUTH_TOKEN_SUBJECT,
    clients: variables.AUTH_CLIENTS,
    attemptsPerAddress: variables.AUTH_ATTEMPTS_PER_ADDRESS,
    bcryptCost: variables.AUTH_BCRYPT_COST,
    passwordMinLength: variables.AUTH_PASSWORD_MIN_LENGTH,
    corsOrigins: variables.CORS_ORIGINS,
    /** How many proxies stand before the service. */
    trustProxy: variables.TRUST_PROXY,
    dataDir: variables.DATA_DIR,
    logLevel: variables.LOG_LEVEL,
    docsEnabled: variables.DOCS_ENABLED ?? variables.NODE_ENV !== 'production',
  }))
  .check(({ value, issues }) => {
    if (value.sessionAbsoluteTtl < value.sessionIdleTtl) {
      const message = 'must not be below AUTH_SESSION_IDLE_TTL';
      issues.push({ code: 'custom', path: ['AUTH_SESSION_ABSOLUTE_TTL'], message, input: undefined });
    }
    const refuse = (name: string, message: string) =>
      issues.push({ code: 'custom', path: [name], message, input: undefined });
    if (value.jwtAlgorithm === 'HS256' && value.jwtKeyFiles.length > 0) {
      refuse('AUTH_JWT_KEY_FILES', 'must not be set for HS256, which signs with AUTH_JWT_SECRET');
    }
    if (value.jwtKeyRotation < 2 * value.jwtKeyLead) {
      refuse('AUTH_JWT_KEY_ROTATION', 'must be at least twice AUTH_JWT_KEY_LEAD');
    }
    const demand = (met: boolean, name: string, message: string) => {
      if (value.production && !met) {
        refuse(name, message);
      }
    };
    demand(value.databaseUrl !== undefined, 'DATABASE_URL', 'must be set in production');
    demand(value.jwtSecret !== undefined, 'AUTH_JWT_SECRET', 'must be set in production');
    demand(value.bcryptCost >= 10, 'AUTH_BCRYPT_COST', 'must be at least 10 in production');
    demand(value.passwordMinLength >= 8, 'AUTH_PASSWORD_MIN_LENGTH', 'must be at least 8 in production');
  });

export type Settings = Readonly<z.output<typeof environment>>;

/**
 * The settings that the environment asks for. An empty variable counts as not set.
 *
 * @throws Error that names every variable which is wrong, and repeats no value: one of them may be a secret
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  if (!result.success) {
    const complaints = result.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
    throw new Error(`The configuration is not usable:\n${complaints.join('\n')}`);
  }
  return result.data;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
