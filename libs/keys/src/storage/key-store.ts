import type { PublicJwk } from '@portcullis/auth/spi';
import { type Database, epochMilliseconds, type Query } from '@portcullis/database';
import type { StoredKey } from './stored-key.js';

const TIMES = ['published_at', 'active_from', 'retires_at', 'expires_at'];

// Only text and numbers: they are read the same way with any session settings and any parsers of the application.
const SELECT = `
  SELECT kid, algorithm, public_jwk::text AS public_jwk, encode(private_key, 'base64') AS private_key,
    ${TIMES.map((column) => `${epochMilliseconds(column)} AS ${column}`).join(', ')}
  FROM {signing_keys} AS signing_keys ORDER BY signing_keys.active_from, kid`;

const INSERT = `
  INSERT INTO {signing_keys} (kid, algorithm, public_jwk, private_key, published_at, active_from, retires_at, expires_at)
  VALUES ($1, $2, $3::text::jsonb, $4, $5, $6, NULL, NULL)`;

// Only the key that has no end yet: a retired key never signs again.
const RETIRE = 'UPDATE {signing_keys} SET retires_at = $1, expires_at = $2 WHERE retires_at IS NULL AND kid <> $3';

const RESEAL = 'UPDATE {signing_keys} SET private_key = $1 WHERE kid = $2 AND private_key = $3';

const FORGET = 'DELETE FROM {signing_keys} WHERE expires_at <= $1';

interface KeyRow {
  readonly kid: string;
  readonly algorithm: string;
  /** JSON. */
  readonly public_jwk: string;
  /** In base64. */
  readonly private_key: string;
  readonly published_at: number;
  readonly active_from: number;
  readonly retires_at: number | null;
  readonly expires_at: number | null;
}

/** A key that takes over from the signing key when it becomes active. */
export interface Succession {
  readonly key: StoredKey;
  /** When the last token of its predecessor has expired. */
  readonly predecessorExpiresAt: number;
}

/** The table `signing_keys`. */
export class KeyStore {
  constructor(private readonly database: Database) {}

  /** All keys, in the order in which they sign. @throws ServiceUnavailableError */
  async list(): Promise<StoredKey[]> {
    return (await this.database.query<KeyRow>(SELECT)).map(storedKeyOf);
  }

  /** Replaces the encrypted private half of a key, unless it has changed since it was read. @throws ServiceUnavailableError */
  async reseal({ kid, sealedPrivateKey }: StoredKey, resealed: Buffer): Promise<void> {
    await this.database.query(RESEAL, [resealed, kid, sealedPrivateKey]);
  }

  /**
   * Adds the key that `decide` returns for the stored keys. No other instance can add a key in between. Deletes expired keys.
   *
   * @returns whether a key was added
   * @throws ServiceUnavailableError
   */
  succeed(decide: (keys: readonly StoredKey[]) => Succession | undefined, now: number): Promise<boolean> {
    return this.database.transaction(async ({ query }) => {
      // Not an advisory lock: a role without any right to this table could hold that.
      await query('LOCK TABLE {signing_keys} IN SHARE ROW EXCLUSIVE MODE');
      const succession = decide((await query<KeyRow>(SELECT)).map(storedKeyOf));
      if (!succession) {
        return false;
      }
      await write(query, succession);
      await query(FORGET, [new Date(now)]);
      return true;
    });
  }
}

async function write(query: Query, { key, predecessorExpiresAt }: Succession): Promise<void> {
  const { kid, algorithm, publicJwk, sealedPrivateKey, publishedAt, activeFrom } = key;
  const values = [kid, algorithm, JSON.stringify(publicJwk), sealedPrivateKey];
  await query(INSERT, [...values, new Date(publishedAt), new Date(activeFrom)]);
  await query(RETIRE, [new Date(activeFrom), new Date(predecessorExpiresAt), kid]);
}

function storedKeyOf(row: KeyRow): StoredKey {
  return {
    kid: row.kid,
    algorithm: row.algorithm,
    publicJwk: JSON.parse(row.public_jwk) as PublicJwk,
    sealedPrivateKey: Buffer.from(row.private_key, 'base64'),
    publishedAt: row.published_at,
    activeFrom: row.active_from,
    retiresAt: row.retires_at,
    expiresAt: row.expires_at,
  };
}
