import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { Accounts, AuthModule, CurrentUser, type DomainEvent, GLOBAL_GUARDS } from '@portcullis/auth';
import { BY_SERVICE } from '@portcullis/auth/spi';
import { AuthDatabaseModule, Database, type TableNaming } from '@portcullis/database';
import { databaseKeyRing, WellKnownModule } from '@portcullis/keys';
import { databaseSignInLimiter } from '@portcullis/limits';
import { OneTimeSecrets, OneTimeSecretsModule } from '@portcullis/one-time-secrets';
import { SessionsModule } from '@portcullis/sessions';
import { PostgresUserRepository, RegistrationService, UserAdministration, UsersModule } from '@portcullis/users';
import { OPTIONS, startHost } from '../embedding/host.js';
import { allowedGuesses } from '../limits/allowed-guesses.js';
import { claimsOf, refresh, signedIn, tokensOf } from '../sessions/tokens.js';
import type { Client } from '../support/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { MIGRATIONS } from '../support/migrations.js';
import { eventually } from '../support/process.js';
import { Wire } from '../support/wire.js';
import { withClient } from '../users/seed-table.js';
import type { Layer } from './layers/layer.js';
import { LAYERS } from './layers/layers.js';

const PASSWORD = 'an unlikely passphrase';

/** The application's own tables, which have the plain names and other shapes. */
const OWN_TABLES = `
  CREATE TABLE users (id uuid PRIMARY KEY, nickname text);
  CREATE TABLE sessions (token text PRIMARY KEY);
  INSERT INTO users VALUES ('00000000-0000-4000-8000-000000000000', 'own');
  INSERT INTO sessions VALUES ('own')`;

@Controller()
class MeController {
  @Get('me')
  me(@CurrentUser('username') username: string) {
    return { username };
  }
}

interface Instance {
  readonly app: INestApplication;
  readonly client: Client;
  readonly layer: Layer;
  readonly events: DomainEvent[];
}

const NAMINGS: readonly TableNaming[] = [{ schema: 'auth' }, { prefix: 'auth_' }, { schema: 'auth', prefix: 'app_' }];

const APPLICATIONS = LAYERS.map(([name, open], index) => [name, NAMINGS[index % NAMINGS.length]!, open] as const);

describe.each(APPLICATIONS)('an application over %s with the naming %j', (_name, naming, open) => {
  let database: TestDatabase;
  let wire: Wire;
  let instances: Instance[];
  let here: Instance;
  let there: Instance;

  beforeAll(async () => {
    database = await createTestDatabase();
    await withClient(database.url, (client) => client.query(OWN_TABLES));
  });
  afterAll(() => database.drop());

  const startBoth = async () => {
    wire = await Wire.to(database.url);
    instances = [];
    await Promise.all([start(), start()]);
    [here, there] = instances as [Instance, Instance];
  };
  const stopBoth = async () => {
    await Promise.all(instances.map(({ app }) => app.close()));
    await Promise.all(instances.map(({ layer }) => layer.close()));
    await wire.close();
  };
  beforeEach(() =>
    withClient(database.url, (client) => client.query(`TRUNCATE ${tableOf('users')}, ${tableOf('sign_in_budgets')}`)),
  );

  const tableOf = (table: string) => `${naming.schema ?? 'public'}.${naming.prefix ?? ''}${table}`;

  async function start(): Promise<void> {
    const layer = await open({ url: wire.url, max: 8, queryTimeoutMs: 60_000 });
    const events: DomainEvent[] = [];
    const users = UsersModule.forRoot();
    const host = await startHost('fastify', {
      imports: [
        AuthDatabaseModule.forRoot({
          ...naming,
          adapter: layer.adapter,
          migrations: MIGRATIONS,
        }),
        users,
        AuthModule.forRoot({
          ...OPTIONS,
          isGlobal: true,
          imports: [users],
          userRepository: { useExisting: PostgresUserRepository },
          keyRing: databaseKeyRing({ algorithm: 'ES256' }),
          signInLimiter: databaseSignInLimiter(),
          roles: ['admin'],
          eventPublisher: { useValue: { publish: (event: DomainEvent) => void events.push(event) } },
        }),
        SessionsModule.forRoot(),
        OneTimeSecretsModule.forRoot(),
        WellKnownModule.forRoot(),
      ],
      controllers: [MeController],
      providers: [...GLOBAL_GUARDS],
    });
    instances.push({ ...host, layer, events });
  }

  const eight = <T>(work: (instance: Instance) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 8 }, (_, index) => work(index % 2 === 0 ? here : there)));

  describe('while its database can be reached', () => {
    beforeAll(startBoth);
    afterAll(stopBoth);

    it('keeps users, sessions and keys, and leaves its own tables alone', async () => {
      const tokens = await signedIn(here.client, 'alice');
      expect((await there.client.me(tokens.access)).body).toEqual({ username: 'alice' });
      const next = tokensOf(await refresh(there.client, tokens.refresh));
      const headers = { Authorization: `Bearer ${next.access}` };
      expect((await here.client.get('/me/sessions', headers)).body['sessions']).toHaveLength(2);
      expect((await here.client.send('/logout', { method: 'POST', headers })).status).toBe(204);
      expect((await there.client.me(next.access)).status).toBe(401);
      const keys = await Promise.all([here, there].map(({ client }) => client.get('/.well-known/jwks.json')));
      expect(keys[0]!.body).toEqual(keys[1]!.body);
      expect(keys[0]!.body['keys']).toHaveLength(1);
      const own = await withClient(database.url, (client) =>
        client.query('SELECT nickname, token FROM users, sessions'),
      );
      expect(own.rows).toEqual([{ nickname: 'own', token: 'own' }]);
    });

    it('gives a name to one of several that ask for it at once', async () => {
      const bob = { username: 'bob', email: 'bob@example.com', password: PASSWORD };
      const statuses = (await eight(({ client }) => client.register(bob))).map(({ status }) => String(status));
      expect(statuses.toSorted()).toEqual(['201', ...Array.from({ length: 7 }, () => '400')]);
    });

    it('keeps a name that its user has given up from others', async () => {
      await signedIn(here.client, 'olga');
      await here.app.get(Accounts).change(BY_SERVICE, async (writer) => {
        await writer.setUsername({ username: 'olga' }, 'olivia');
        await writer.reserveUsername('olga', { seconds: 86_400 });
      });
      const other = { username: 'Olga', email: 'other@example.com', password: PASSWORD };
      expect((await eight(({ client }) => client.register(other))).map(({ status }) => status)).toEqual(
        Array(8).fill(400),
      );
      expect((await there.client.register({ ...other, username: 'oscar' })).status).toBe(201);
    });

    it('rotates a refresh token once, however often it is presented at once', async () => {
      const { refresh: token } = await signedIn(here.client, 'carol');
      const successors = (await eight(({ client }) => refresh(client, token))).map(
        (answer) => tokensOf(answer).refresh,
      );
      expect(new Set(successors).size).toBe(1);
    });

    it('counts guesses on all instances', async () => {
      await signedIn(here.client, 'dave');
      const since = performance.now();
      const guesses = [...(await eight(guess)), ...(await eight(guess)), ...(await eight(guess))];
      const allowed = allowedGuesses(performance.now() - since);
      const statuses = guesses.map(({ status }) => status);
      expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(allowed);
      expect(new Set(statuses)).toEqual(new Set([401, 429]));
    });
    const guess = ({ client }: Instance) => client.signIn('dave', 'not the right one');

    it('takes a one-time secret once', async () => {
      const secret = { purpose: 'newsletter', subject: 'erin', lifetimeSeconds: 60 };
      const { token } = await here.app.get(OneTimeSecrets).issue(secret);
      const consumed = await Promise.allSettled(
        [here, there, here, there].map(({ app }) => app.get(OneTimeSecrets).consume({ purpose: 'newsletter', token })),
      );
      expect(consumed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    describe('in a transaction of its own', () => {
      const work = ({ app, layer }: Instance, end: () => void) =>
        layer.transaction(async (tx) => {
          await app.get(Database).within(tx.raw, async () => {
            await app
              .get(RegistrationService)
              .register({ username: 'gina', email: 'gina@example.com', password: PASSWORD });
            await app.get(UserAdministration).grant('gina', 'admin');
            await app.get(UserAdministration).deactivate('frank');
          });
          await tx.write(`INSERT INTO sessions VALUES ('written by the application')`);
          end();
        });
      const written = () =>
        withClient(database.url, async (client) => {
          const own = await client.query(`DELETE FROM sessions WHERE token <> 'own'`);
          const roles = await client.query(`SELECT roles FROM ${tableOf('users')} WHERE username = 'gina'`);
          return { own: own.rowCount, gina: roles.rows };
        });

      it('registers, changes roles and ends sessions when it commits, and publishes the events then', async () => {
        const { access } = await signedIn(there.client, 'frank');
        const before = here.events.length;
        await work(here, () => expect(here.events.slice(before)).toEqual([]));
        expect(await written()).toEqual({ own: 1, gina: [{ roles: ['admin'] }] });
        await there.app.get(UserAdministration).activate('frank');
        expect((await there.client.me(access)).status).toBe(401);
        const published = () => here.events.slice(before).map(({ type }) => type);
        await eventually(
          () => published().includes('user_registered') && published().includes('session_revoked'),
          30_000,
        );
      });

      it('does none of it when it is rolled back', async () => {
        const { access } = await signedIn(there.client, 'frank');
        const noStock = () => {
          throw new Error('no stock');
        };
        const before = here.events.length;
        await expect(work(here, noStock)).rejects.toThrow('no stock');
        expect(await written()).toEqual({ own: 0, gina: [] });
        expect((await there.client.me(access)).status).toBe(200);
        await signedIn(here.client, 'henry');
        expect(here.events.slice(before).filter((event) => JSON.stringify(event).includes('gina'))).toEqual([]);
      });
    });
  });

  describe('during an outage', () => {
    beforeAll(startBoth);
    afterAll(stopBoth);

    it('responds 503, and recovers', async () => {
      const { access, refresh: token } = await signedIn(here.client, 'ivan');
      expect(claimsOf(access)).toHaveProperty('sid');
      await wire.fail('resets');
      const during = [await here.client.me(access), await refresh(here.client, token)];
      expect(during.map(({ status }) => status)).toEqual([503, 503]);
      await wire.mend();
      expect((await here.client.me(access)).status).toBe(200);
      tokensOf(await refresh(there.client, token));
    });
  });
});
