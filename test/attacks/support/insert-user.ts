import { DataSource } from 'typeorm';
import type { TestService } from '../../support/service.js';

/** Inserts an account of an older service, without the checks for new ones. */
export async function insertUser({ app }: TestService, name: string, storedHash: string | null): Promise<void> {
  await app.get(DataSource).query(
    `INSERT INTO users (username, username_canonical, email, email_canonical, hashed_password)
     VALUES ($1::text, $1, $2::text, $2, $3)`,
    [name, `${name}@example.com`, storedHash],
  );
}
