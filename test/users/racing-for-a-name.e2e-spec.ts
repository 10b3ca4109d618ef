import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { type RegistrationService, UsernameOrEmailTakenError } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { registrationsOf } from './accounts.js';

const PASSWORD = 'an unlikely passphrase';

let database: TestDatabase;
let instances: DataSource[];

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
  instances = await Promise.all([1, 2].map(() => new DataSource(dataSourceOptions(database.url)).initialize()));
});

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.destroy()));
  await database.drop();
});

/** A new service for each registration, so that only the database can serialize them. */
function serviceOn(instance: DataSource): RegistrationService {
  return registrationsOf(new Database(typeOrmAdapter(instance)));
}

async function race(registrations: { username: string; email: string }[]): Promise<PromiseSettledResult<unknown>[]> {
  return Promise.allSettled(
    registrations.map((names, index) => serviceOn(instances[index % 2]!).register({ ...names, password: PASSWORD })),
  );
}

function expectOneWinner(outcomes: PromiseSettledResult<unknown>[]): void {
  const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(losers).toHaveLength(outcomes.length - 1);
  for (const { reason } of losers) {
    expect(reason).toBeInstanceOf(UsernameOrEmailTakenError);
  }
}

describe('registering one name simultaneously on two instances', () => {
  it('makes one account of fifty attempts', async () => {
    const attempts = Array.from({ length: 50 }, (_, index) => ({
      username: index % 3 ? 'Mallory' : 'mALLORY',
      email: `mallory${index}@example.com`,
    }));
    expectOneWinner(await race(attempts));
    const rows = await instances[0]!.query(`SELECT id FROM users WHERE username_canonical = 'mallory'`);
    expect(rows).toHaveLength(1);
  });

  it('makes one account of fifty attempts with one address', async () => {
    const attempts = Array.from({ length: 50 }, (_, index) => ({
      username: `trudy${index}`,
      email: index % 3 ? 'trudy@example.com' : 'Trudy@EXAMPLE.com',
    }));
    expectOneWinner(await race(attempts));
    const rows = await instances[0]!.query(`SELECT id FROM users WHERE email_canonical = 'trudy@example.com'`);
    expect(rows).toHaveLength(1);
  });
});

describe('names that look the same', () => {
  it.each([
    ['case', 'Alice', 'aLICE'],
    ['inner white space', 'Bob Smith', 'Bob  Smith'],
    ['a no-break space', 'Carol Smith', 'Carol\u00A0Smith'],
    ['the Kelvin sign', 'kelvin', '\u212Aelvin'],
    ['a dotless i', 'irene', '\u0131rene'],
    ['full-width letters', 'dave', 'ｄａｖｅ'],
    ['a ligature', 'affine', 'aﬃne'],
    ['a sharp s', 'STRASSE', 'straße'],
    ['a capital sharp s', 'GROSS', 'GRO\u1E9E'],
    ['a final sigma', 'ΟΔΟΣ', 'οδος'],
    ['a long s', 'sam', '\u017Fam'],
    ['decomposed letters', 'Zo\u00EB', 'Zoe\u0308'],
    ['mathematical letters', 'erin', '𝓮𝓻𝓲𝓷'],
    ['a Roman numeral', 'Henry VIII', 'Henry Ⅷ'],
  ])('make one account: %s', async (_what, first, second) => {
    expectOneWinner(
      await race([
        { username: first, email: `${Buffer.from(first).toString('hex')}@example.com` },
        { username: second, email: `${Buffer.from(second).toString('hex')}@example.org` },
      ]),
    );
  });

  it('are shown as they were typed', async () => {
    const user = await serviceOn(instances[0]!).register({
      username: 'Ｆrank',
      email: 'Frank@Example.com',
      password: PASSWORD,
    });
    expect(user).toMatchObject({ username: 'Ｆrank', email: 'Frank@Example.com', isActive: true });
  });
});
