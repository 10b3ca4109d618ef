import type { PublicJwk } from '@portcullis/auth';
import { inTransaction, type Query, queryRows } from '@portcullis/database';
import type { DataSource } from 'typeorm';
import type { StoredKey } from './stored-key.js';

/** Any number will do that is the same in every instance. */
const ROTATION_LOCK = 7_677_433_184_077;

const SELECT = `
  SELECT kid, algorithm, public_jwk, private_key, published_at, active_from, retires_at, expires_at
  FROM signing_keys ORDER BY active_from, kid`;

const INSERT = `
  INSERT INTO signing_keys (kid, algorithm, public_jwk, private_key, published_at, active_from, retires_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL)`;

// What has an end already keeps it: a key is not brought back.
const RETIRE = 'UPDATE signing_keys SET retires_at = $1, expires_at = $2 WHERE retires_at IS NULL AND kid <> $3';

const FORGET = 'DELETE FROM signing_keys WHERE expires_at <= $1';

interface KeyRow {
  readonly kid: string;
  readonly algorithm: string;
  readonly public_jwk: PublicJwk;
  readonly private_key: Buffer;
  readonly published_at: Date;
  readonly active_from: Date;
  readonly retires_at: Date | null;
  readonly expires_at: Date | null;
}

/** A key that takes the place of whatever signs when it becomes active. */
export interface Succession {
  readonly key: StoredKey;
  /** When the last token of the key before it has expired. */
  readonly predecessorExpiresAt: number;
}

/** The table `signing_keys`. */
export class KeyStore {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order in which they sign. @throws ServiceUnavailableError */
  async list(): Promise<StoredKey[]> {
    return (await queryRows<KeyRow>(this.dataSource, SELECT, [])).map(storedKeyOf);
  }

  /**
   * Adds a key where, of what is there when nobody else can add one, the decision says so. Forgets what has expired.
   *
   * @returns whether it was added here
   * @throws ServiceUnavailableError
   */
  succeed(decide: (keys: readonly StoredKey[]) => Succession | undefined, now: number): Promise<boolean> {
    return inTransaction(this.dataSource, async (query) => {
      await query('SELECT pg_advisory_xact_lock($1)', [ROTATION_LOCK]);
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
    publicJwk: row.public_jwk,
    sealedPrivateKey: row.private_key,
    publishedAt: row.published_at.getTime(),
    activeFrom: row.active_from.getTime(),
    retiresAt: row.retires_at?.getTime() ?? null,
    expiresAt: row.expires_at?.getTime() ?? null,
  };
}
