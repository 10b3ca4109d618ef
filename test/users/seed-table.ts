import { Client } from 'pg';

/** The table that SQLAlchemy's `create_all` makes of the FastAPI service's model. */
export const SEED_TABLE = `
  CREATE TABLE users (
    id SERIAL NOT NULL,
    username VARCHAR(50) NOT NULL,
    email VARCHAR(100) NOT NULL,
    hashed_password VARCHAR(255) NOT NULL,
    is_active BOOLEAN,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    PRIMARY KEY (id)
  );
  CREATE INDEX ix_users_id ON users (id);
  CREATE UNIQUE INDEX ix_users_email ON users (email);
  CREATE UNIQUE INDEX ix_users_username ON users (username)`;

/** A text with the length and alphabet of passlib's hashes, different for each row as with a salt. */
export function passlibHash(seed: number): string {
  return `$2b$12$${String(seed).padStart(22, 'S')}u7Jc3tQhxVpG5oZkR9sWbYdNfMaLeTi`;
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The shape of a table in PostgreSQL's catalogue, to compare before and after. */
export async function shapeOf(client: Client): Promise<unknown> {
  const { rows: columns } = await client.query(
    `SELECT column_name, data_type, is_nullable, column_default, character_maximum_length
     FROM information_schema.columns WHERE table_name = 'users' ORDER BY ordinal_position`,
  );
  const { rows: indexes } = await client.query(
    `SELECT indexdef FROM pg_indexes WHERE tablename = 'users' ORDER BY indexname`,
  );
  return { columns, indexes };
}
