import type { KeyPairAlgorithm } from '@portcullis/auth/spi';
import { z } from 'zod';
import { clients } from './clients.js';
import { connectionUrl } from './connection-url.js';
import { headerNames } from './header-names.js';
import { mailFrom, mailUrl } from './mail-server.js';
import { origins } from './origins.js';
import { publicUrl } from './public-url.js';
import { previousSecrets, secret } from './secrets.js';
import { isServiceLink, unreadVariables } from './unread-variables.js';

/** Mail servers on a development machine accept any sender. */
const DEVELOPMENT_SENDER = 'Portcullis <no-reply@portcullis.localhost>';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Listed here, because loading the libraries would delay the message about an invalid setting. */
const KEY_PAIRS = ['ES256', 'EdDSA', 'RS256'] as const satisfies readonly KeyPairAlgorithm[];

const GRACE_MESSAGE = 'must be from 0s to 5m, like 10s';

const duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/, 'must be a number followed by s, m, h or d, like 30m')
  .transform((text) => Number(text.slice(0, -1)) * SECONDS[text.slice(-1) as keyof typeof SECONDS]);

/** From 0 to the maximum of `graceSeconds`. */
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

const files = z
  .string()
  .transform((text) => text.split(',').map((file) => file.trim()))
  .refine((list) => list.every((file) => file !== ''), 'must be a comma-separated list of files');

const postgresUrl = connectionUrl(/^postgres(ql)?:\/\//, 'postgres://');

const redisUrl = connectionUrl(/^rediss?:\/\//, 'redis:// or rediss://');

/** Every variable that the service reads, with its bounds and defaults. `docs/configuration.md` describes them. */
const environment = z
  .object({
    NODE_ENV: z.string().default('development'),
    PORT: integer(0, 65_535).default(3000),
    HOST: z.string().default('127.0.0.1'),
    PUBLIC_URL: publicUrl.optional(),
    METRICS_PORT: integer(0, 65_535).optional(),
    METRICS_HOST: z.string().default('127.0.0.1'),
    DATABASE_URL: postgresUrl.optional(),
    DATABASE_PREPARED_STATEMENTS: flag.default(true),
    DATABASE_MIGRATION_WAIT: duration.default(60),
    REDIS_URL: redisUrl.optional(),
    AUTH_JWT_SECRET: secret.optional(),
    AUTH_JWT_SECRET_PREVIOUS: previousSecrets.default([]),
    AUTH_JWT_ALGORITHM: z.enum(['HS256', ...KEY_PAIRS], 'must be HS256, ES256, EdDSA or RS256').optional(),
    AUTH_JWT_KEY_FILES: files.default([]),
    AUTH_JWT_KEY_LEAD: duration
      .refine((seconds) => seconds >= 2 && seconds <= SECONDS.d, 'must be from 2s to 1d')
      .default(600),
    AUTH_JWT_KEY_ROTATION: duration.default(90 * SECONDS.d),
    AUTH_ISSUER: z.string().optional(),
    AUTH_AUDIENCE: z.string().default('portcullis'),
    AUTH_ACCESS_TOKEN_TTL: duration.default(1800),
    AUTH_SESSION_IDLE_TTL: duration.default(14 * SECONDS.d),
    AUTH_SESSION_ABSOLUTE_TTL: duration.default(90 * SECONDS.d),
    AUTH_REFRESH_GRACE: grace.default(10),
    AUTH_SESSIONS_PER_USER: integer(1, 1000).default(100),
    AUTH_TOKEN_SUBJECT: z.enum(['id', 'username'], 'must be id or username').default('id'),
    AUTH_CLIENTS: clients.default([]),
    AUTH_ATTEMPTS_PER_ADDRESS: integer(1, 999_999_999).default(1000),
    AUTH_REGISTRATIONS_PER_ADDRESS: integer(1, 999_999_999).default(500),
    AUTH_INACTIVE_USER_STATUS: z
      .enum(['400', '401', '403'], 'must be 400, 401 or 403')
      .transform((text) => Number(text) as 400 | 401 | 403)
      .default(400),
    AUTH_BCRYPT_COST: integer(4, 30).default(12),
    AUTH_REHASH: z.enum(['on', 'off'], 'must be on or off').default('on'),
    AUTH_PASSWORD_MIN_LENGTH: integer(1, 256).default(8),
    AUTH_APP_URL: publicUrl.optional(),
    AUTH_EMAIL_VERIFICATION: z
      .enum(['off', 'optional', 'required'], 'must be off, optional or required')
      .default('optional'),
    MAIL_URL: mailUrl.optional(),
    MAIL_FROM: mailFrom.optional(),
    CORS_ORIGINS: origins.default([]),
    CORS_HEADERS: headerNames,
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
    /** Undefined: the URL that the service listens on. */
    publicUrl: variables.PUBLIC_URL,
    /** Undefined: no metrics. */
    metricsPort: variables.METRICS_PORT,
    metricsHost: variables.METRICS_HOST,
    databaseUrl: variables.DATABASE_URL,
    preparedStatements: variables.DATABASE_PREPARED_STATEMENTS,
    /** Seconds. */
    migrationWait: variables.DATABASE_MIGRATION_WAIT,
    redisUrl: variables.REDIS_URL,
    jwtSecret: variables.AUTH_JWT_SECRET,
    /** Used only to verify tokens and decrypt keys, not to sign or encrypt. */
    jwtPreviousSecrets: variables.AUTH_JWT_SECRET_PREVIOUS,
    /** `undefined`: the algorithm of the first key file. */
    jwtAlgorithm: variables.AUTH_JWT_ALGORITHM ?? (variables.AUTH_JWT_KEY_FILES.length > 0 ? undefined : 'HS256'),
    jwtKeyFiles: variables.AUTH_JWT_KEY_FILES,
    /** Seconds. */
    jwtKeyLead: variables.AUTH_JWT_KEY_LEAD,
    /** Seconds. */
    jwtKeyRotation: variables.AUTH_JWT_KEY_ROTATION,
    issuer: variables.AUTH_ISSUER ?? variables.PUBLIC_URL ?? 'portcullis',
    audience: variables.AUTH_AUDIENCE,
    /** Seconds. */
    accessTokenTtl: variables.AUTH_ACCESS_TOKEN_TTL,
    /** Seconds. */
    sessionIdleTtl: variables.AUTH_SESSION_IDLE_TTL,
    /** Seconds. */
    sessionAbsoluteTtl: variables.AUTH_SESSION_ABSOLUTE_TTL,
    /** Seconds; 0 for none. */
    refreshGrace: variables.AUTH_REFRESH_GRACE,
    sessionsPerUser: variables.AUTH_SESSIONS_PER_USER,
    tokenSubject: variables.AUTH_TOKEN_SUBJECT,
    clients: variables.AUTH_CLIENTS,
    attemptsPerAddress: variables.AUTH_ATTEMPTS_PER_ADDRESS,
    registrationsPerAddress: variables.AUTH_REGISTRATIONS_PER_ADDRESS,
    inactiveUserStatus: variables.AUTH_INACTIVE_USER_STATUS,
    bcryptCost: variables.AUTH_BCRYPT_COST,
    rehash: variables.AUTH_REHASH === 'on',
    passwordMinLength: variables.AUTH_PASSWORD_MIN_LENGTH,
    /** Where links in mails point. Undefined: the service's own pages. */
    appUrl: variables.AUTH_APP_URL,
    emailVerification: variables.AUTH_EMAIL_VERIFICATION,
    /** Undefined: no mail is sent, and outside production mails are kept in the mailbox. */
    mailUrl: variables.MAIL_URL,
    mailFrom: variables.MAIL_FROM ?? (variables.NODE_ENV === 'production' ? undefined : DEVELOPMENT_SENDER),
    corsOrigins: variables.CORS_ORIGINS,
    /** The request headers that pages of these origins may send. */
    corsHeaders: variables.CORS_HEADERS,
    /** The number of proxies in front of the service. */
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
    if (value.jwtPreviousSecrets.length > 0 && value.jwtSecret === undefined) {
      refuse('AUTH_JWT_SECRET_PREVIOUS', 'must not be set without AUTH_JWT_SECRET');
    }
    if (value.jwtPreviousSecrets.some((previous) => previous === value.jwtSecret)) {
      refuse('AUTH_JWT_SECRET_PREVIOUS', 'must not hold AUTH_JWT_SECRET itself');
    }
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
    if (value.mailUrl !== undefined) {
      demand(value.mailFrom !== undefined, 'MAIL_FROM', 'must be set in production together with MAIL_URL');
    } else if (value.emailVerification === 'required') {
      demand(false, 'AUTH_EMAIL_VERIFICATION', 'must not be required in production without MAIL_URL');
    }
  });

export type Settings = Readonly<z.output<typeof environment>>;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment. An empty variable counts as not set, and so does the address of a Kubernetes service link.
 *
 * @throws Error that names every invalid variable, and repeats no value because it may be a secret
 */
export function readSettings(variables: Variables): Settings {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([name, value]) => value !== '' && !isServiceLink(name, value)),
  );
  const result = environment.safeParse(given);
  if (!result.success) {
    const complaints = result.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
    const hints = settingsWarnings(variables).map((warning) => `  ${warning}`);
    throw new Error(`The configuration is not usable:\n${[...complaints, ...hints].join('\n')}`);
  }
  return result.data;
}

/** A sentence for each variable that the service does not read, but whose name is similar to one of its own. Repeats no value. */
export function settingsWarnings(variables: Variables): string[] {
  return unreadVariables(variables, Object.keys(environment.in.shape));
}
