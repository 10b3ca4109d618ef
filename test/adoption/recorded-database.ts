import { query } from '../processes/query.js';

/** A user of the old service, with the plain password. */
export interface OldUser {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export const ALICE: OldUser = {
  username: 'Alice',
  email: 'Alice@example.com',
  password: 'correct horse battery staple',
};
export const ZOE: OldUser = {
  username: 'Zoë Schlüter',
  email: 'zoe@example.com',
  password: 'Schlüssel für das Burgtor',
};
/** The password is too short for a new registration, but its user must still be able to sign in. */
export const BOB: OldUser = { username: 'bob', email: 'bob@example.com', password: 'short' };

/** In the order in which the old service registered them. */
export const OLD_USERS: readonly OldUser[] = [ALICE, ZOE, BOB];

/** The statements of SQLAlchemy 1.4 for the table of `fastapi_service.py`. */
const CREATE_ALL = `
CREATE TABLE users (
	id SERIAL NOT NULL,
	username VARCHAR(50) NOT NULL,
	email VARCHAR(100) NOT NULL,
	hashed_password VARCHAR(255) NOT NULL,
	is_active BOOLEAN,
	created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE INDEX ix_users_id ON users (id);
CREATE UNIQUE INDEX ix_users_username ON users (username);`;

/** The hashes of passlib 1.7.4 of these passwords. */
const HASHES: ReadonlyMap<OldUser, string> = new Map([
  [ALICE, '$2b$12$TfMGR6fHqJecplLGoj.gaOiAWrFMTlULw4c48UzV1hZlHjb7iE7c.'],
  [ZOE, '$2b$12$YJSZvUwxWSXtR6iS8BlPRue7mp4FHtMGcOPKdedpiUx9VQCkN4Odu'],
  [BOB, '$2b$12$FYfs/CdQu32jNCG.Z6xGme.ndMVUCaDk1jtXLqPHyyNEi5JGqov8K'],
]);

/** Fills the database as the old service would have done. */
export async function recordedDatabase(url: string): Promise<void> {
  await query(url, CREATE_ALL);
  for (const [{ username, email }, hash] of HASHES) {
    await query(url, 'INSERT INTO users (username, email, hashed_password, is_active) VALUES ($1, $2, $3, true)', [
      username,
      email,
      hash,
    ]);
  }
}
