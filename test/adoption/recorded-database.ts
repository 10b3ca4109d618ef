import { query } from '../processes/query.js';

/** A person of the old service, with the password that only they know. */
export interface OldPerson {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export const ALICE: OldPerson = {
  username: 'Alice',
  email: 'Alice@example.com',
  password: 'correct horse battery staple',
};
export const ZOE: OldPerson = {
  username: 'Zoë Schlüter',
  email: 'zoe@example.com',
  password: 'Schlüssel für das Burgtor',
};
/** A password that nobody may choose any more, and that must still let its owner in. */
export const BOB: OldPerson = { username: 'bob', email: 'bob@example.com', password: 'short' };

/** As the old service has registered them, in this order. */
export const OLD_PEOPLE: readonly OldPerson[] = [ALICE, ZOE, BOB];

/** What SQLAlchemy 1.4 sends for the table of `fastapi_service.py`. */
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

/** What passlib 1.7.4 made of these passwords. */
const HASHES: ReadonlyMap<OldPerson, string> = new Map([
  [ALICE, '$2b$12$TfMGR6fHqJecplLGoj.gaOiAWrFMTlULw4c48UzV1hZlHjb7iE7c.'],
  [ZOE, '$2b$12$YJSZvUwxWSXtR6iS8BlPRue7mp4FHtMGcOPKdedpiUx9VQCkN4Odu'],
  [BOB, '$2b$12$FYfs/CdQu32jNCG.Z6xGme.ndMVUCaDk1jtXLqPHyyNEi5JGqov8K'],
]);

/** Leaves in the database what the old service would have left there. */
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
