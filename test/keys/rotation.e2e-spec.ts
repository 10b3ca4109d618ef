import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock, type DomainEvent } from '@portcullis/auth';
import { AccessTokenService, DomainEvents, EventPublisher, KeyRing } from '@portcullis/auth/spi';
import { Database, pgAdapter } from '@portcullis/database';
import { KeyAdministration, type SigningKeyPublished } from '@portcullis/keys';
import { TestClock } from '@portcullis/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseKeyRing } from '../../libs/keys/src/key-ring/database.key-ring.js';
import { Wire } from '../support/wire.js';
import { query } from '../processes/query.js';
import { startResourceServer } from '../resource-server/host.js';
import { createMigratedDatabase, type TestDatabase } from '../support/database.js';
import { TEST_SECRET } from '../support/secret.js';
import { startService, type TestService } from '../support/service.js';
import { headerOf } from './support/tokens.js';

const MINUTE = 60;
const DAY = 86_400;
const TOKEN_TTL = 30 * MINUTE;
const LEAD = 10 * MINUTE;

describe('keys in the database', () => {
  let database: TestDatabase;
  let clock: TestClock;
  let services: TestService[];
  let events: string[];

  beforeEach(async () => {
    database = await createMigratedDatabase();
    clock = new TestClock(new Date());
    services = [];
    events = [];
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await database.drop();
  });

  it('are published before they sign, and kept until their last token has expired', async () => {
    const service = await start();
    const first = kidNow(service);
    const early = issue(service);
    expect(await published(service)).toEqual([first]);

    await rotate(service);
    await refresh(service);
    const second = (await published(service)).find((kid) => kid !== first)!;
    expect(await published(service)).toEqual([first, second]);
    expect(kidNow(service)).toBe(first);

    clock.advance({ seconds: LEAD - 1 });
    expect(kidNow(service)).toBe(first);
    const last = issue(service);
    clock.advance({ seconds: 1 });
    expect(kidNow(service)).toBe(second);
    expect(await published(service)).toEqual([first, second]);
    expect(headerOf(last).kid).toBe(first);
    expect(await isAccepted(service, last)).toBe(true);
    expect(await isAccepted(service, early)).toBe(true);

    clock.advance({ seconds: TOKEN_TTL - 2 });
    expect(await isAccepted(service, last)).toBe(true);
    clock.advance({ seconds: 1 });
    expect(await isAccepted(service, last)).toBe(false);
    expect(await published(service)).toEqual([first, second]);
    clock.advance({ seconds: MINUTE + 1 });
    expect(await published(service)).toEqual([second]);

    // The next rotation deletes the row.
    await rotate(service);
    expect(await kidsInDatabase()).toHaveLength(2);
    expect(await kidsInDatabase()).not.toContain(first);
  });

  it('would be refused by an instance that did not read them before they sign', async () => {
    const [reader, idler] = [await start(), await start()];
    await rotate(reader);
    await refresh(reader);
    clock.advance({ seconds: LEAD });
    const token = issue(reader);
    expect(await isAccepted(reader, token)).toBe(true);
    expect(await isAccepted(idler, token)).toBe(false);
    await refresh(idler);
    expect(await isAccepted(idler, token)).toBe(true);
  });

  it('would be refused by a resource server if they signed as soon as they are published', async () => {
    const issuer = 'https://auth.example.com';
    const service = await start({ issuer });
    const resourceServer = await startResourceServer(
      { url: issuer },
      { audience: 'portcullis', jwksUri: `${service.client.url}/.well-known/jwks.json`, clock: { useValue: clock } },
    );
    const statusOfRotation = async (signsAtOnce: boolean) => {
      const before = kidNow(service);
      expect(await resourceServer.status(issue(service))).toBe(200);
      await rotate(service);
      if (signsAtOnce) {
        await query(database.url, 'UPDATE signing_keys SET active_from = published_at');
      }
      await refresh(service);
      const statuses: number[] = [];
      // The published keys may be cached for half of the lead time.
      for (const seconds of [1, LEAD / 2, LEAD / 2]) {
        clock.advance({ seconds });
        statuses.push(await resourceServer.status(issue(service)));
      }
      expect(kidNow(service)).not.toBe(before);
      return statuses;
    };
    expect(await statusOfRotation(false)).toEqual([200, 200, 200]);
    expect(await statusOfRotation(true)).toEqual([401, 200, 200]);
    await resourceServer.app.close();
  });

  it('are generated once if several instances start together, and all instances sign with the same key', async () => {
    const together = await Promise.all(Array.from({ length: 5 }, () => start({ jwtAlgorithm: 'RS256' })));
    expect(await kidsInDatabase()).toHaveLength(1);
    expect(new Set(together.map(kidNow)).size).toBe(1);
    expect(events).toEqual(['signing_key_published by service']);
  });

  it('are rotated once by several rotations at once', async () => {
    const service = await start();
    const administrations = Array.from({ length: 8 }, () => administrationOf(service));
    const outcomes = await Promise.all(administrations.map((administration) => administration.rotate()));
    expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(1);
    expect(await kidsInDatabase()).toHaveLength(2);
    expect(await administrationOf(service).rotate()).toBeUndefined();
    const states = (await administrationOf(service).list()).map(({ state }) => state);
    expect(states).toEqual(['signing', 'published']);
    expect(events).toEqual(['signing_key_published by service', 'signing_key_published by operator']);
  });

  it('are rotated while a role without rights to them holds any advisory lock', async () => {
    const service = await start();
    const guest = service.app.get(DataSource).createQueryRunner();
    await guest.query('SELECT pg_advisory_lock(7677433184077)');
    expect(await administrationOf(service).rotate()).toBeDefined();
    await guest.query('SELECT pg_advisory_unlock_all()');
    await guest.release();
  });

  it('are rotated on schedule, by one of several instances, a lead time before the new key signs', async () => {
    const all = await Promise.all([start(), start(), start()]);
    const first = kidNow(all[0]);
    clock.advance({ seconds: 90 * DAY - LEAD - 1 });
    await Promise.all(all.map(refresh));
    expect(await kidsInDatabase()).toEqual([first]);

    clock.advance({ seconds: 2 });
    await Promise.all(all.map(refresh));
    await Promise.all(all.map(refresh));
    expect(await kidsInDatabase()).toHaveLength(2);
    expect(events).toEqual(['signing_key_published by service', 'signing_key_published by service']);
    clock.advance({ seconds: LEAD });
    const second = (await kidsInDatabase()).find((kid) => kid !== first);
    expect(all.map(kidNow)).toEqual([second, second, second]);
  });

  it('are followed by a key for a newly configured algorithm, after the same lead time', async () => {
    const before = await start();
    const token = issue(before);
    const after = await start({ jwtAlgorithm: 'EdDSA' });
    await refresh(before);
    expect(kidNow(after)).toBe(kidNow(before));
    clock.advance({ seconds: LEAD });
    const next = issue(after);
    expect(headerOf(next).alg).toBe('EdDSA');
    for (const service of [before, after]) {
      expect(await isAccepted(service, token)).toBe(true);
      expect(await isAccepted(service, next)).toBe(true);
    }
  });

  it('verify nothing after their row is deleted, and another key replaces the signing key', async () => {
    const service = await start();
    const token = issue(service);
    await query(database.url, 'DELETE FROM signing_keys');
    await refresh(service);
    expect(await isAccepted(service, token)).toBe(false);
    expect(await isAccepted(service, issue(service))).toBe(true);
    expect(await published(service)).toEqual(await kidsInDatabase());
  });

  it('stop the service at start if they were encrypted with another secret, and are not changed', async () => {
    const service = await start();
    const kid = kidNow(service);
    const stranger = start({ jwtSecret: `${TEST_SECRET}, but another` });
    await expect(stranger).rejects.toThrow(
      new RegExp(`^The signing key ${kid} in the table signing_keys can't be decrypted`),
    );
    expect(await kidsInDatabase()).toEqual([kid]);
  });

  it('are not accepted if an intruder without the secret wrote them into the table', async () => {
    const service = await start();
    const kid = kidNow(service);
    await query(
      database.url,
      `INSERT INTO signing_keys (kid, algorithm, public_jwk, private_key, published_at, active_from)
       SELECT 'planted', algorithm, public_jwk, private_key, published_at, active_from FROM signing_keys`,
    );
    await query(database.url, `UPDATE signing_keys SET public_jwk = '{"kty": "EC"}' WHERE kid = $1`, [kid]);
    await refresh(service);
    expect(await published(service)).toEqual([kid]);
    expect((await service.client.get('/.well-known/jwks.json')).body).toMatchObject({ keys: [{ crv: 'P-256' }] });
  });

  it('stay in use while the database is unreachable, and are read again when it is back', async () => {
    const wire = await Wire.to(database.url);
    const service = await start({ databaseUrl: wire.url });
    const kid = kidNow(service);
    await wire.fail('resets');
    await refresh(service);
    expect(await published(service)).toEqual([kid]);
    expect(await isAccepted(service, issue(service))).toBe(true);
    await wire.mend();
    await rotateFromElsewhere();
    await refresh(service);
    await refresh(service);
    expect(await published(service)).toHaveLength(2);
    await wire.close();
  });

  async function start(runtime: NonNullable<Parameters<typeof startService>[0]>['runtime'] = {}): Promise<TestService> {
    const publisher = {
      publish: (event: DomainEvent) => {
        if (event.type === 'signing_key_published') {
          events.push(`${event.type} by ${(event as SigningKeyPublished).actor.kind}`);
        }
      },
    };
    const service = await startService({
      runtime: { databaseUrl: database.url, jwtAlgorithm: 'ES256', ...runtime },
      override: (builder) =>
        builder.overrideProvider(Clock).useValue(clock).overrideProvider(EventPublisher).useValue(publisher),
    });
    services.push(service);
    return service;
  }

  async function kidsInDatabase(): Promise<unknown[]> {
    return (await query(database.url, 'SELECT kid FROM signing_keys ORDER BY active_from')).map(({ kid }) => kid);
  }

  function administrationOf({ app }: TestService): KeyAdministration {
    const options = { algorithm: 'ES256', secret: TEST_SECRET } as const;
    return new KeyAdministration(
      app.get(Database, { strict: false }),
      options,
      clock,
      app.get(DomainEvents, { strict: false }),
    );
  }

  async function rotate(service: TestService): Promise<void> {
    expect(await administrationOf(service).rotate()).toBeDefined();
  }

  async function rotateFromElsewhere(): Promise<void> {
    const pool = new Pool({ connectionString: database.url });
    const port = new Database(pgAdapter(pool));
    await new KeyAdministration(port, { algorithm: 'ES256', secret: TEST_SECRET }, clock).rotate();
    await pool.end();
  }
});

function issue({ app }: TestService): string {
  return app.get(AccessTokenService, { strict: false }).issue({ subject: '1', scope: [] }).accessToken;
}

function kidNow({ app }: TestService): string {
  return app.get(KeyRing, { strict: false }).current.keyId;
}

/** Reads the keys again, as the timer does. */
function refresh({ app }: TestService): Promise<void> {
  return app.get<KeyRing, DatabaseKeyRing>(KeyRing, { strict: false }).refresh();
}

async function published({ client }: TestService): Promise<string[]> {
  const { body } = await client.get('/.well-known/jwks.json');
  return (body['keys'] as { kid: string }[]).map(({ kid }) => kid);
}

/** @returns whether the keys verify the token. Its user does not matter */
async function isAccepted({ app }: TestService, token: string): Promise<boolean> {
  return app
    .get(AccessTokenService, { strict: false })
    .verify(token)
    .then(
      () => true,
      () => false,
    );
}
