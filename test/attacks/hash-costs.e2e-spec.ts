import { describe, expect, it, jest } from '@jest/globals';
import { BcryptPasswordHasher, PasswordHasher } from '@portcullis/auth';
import { SignInLimiter } from '@portcullis/auth/spi';
import bcrypt from 'bcrypt';
import { type ServiceOptions, startService, type TestService } from '../support/service.js';
import { insertUser } from './support/insert-user.js';
import { areaUnderCurve, interleaved, processorTime, sampled, wallTime } from './support/mann-whitney.js';
import { UnlimitedSignInLimiter } from './support/unlimited.sign-in-limiter.js';

// Each of the measurements may need all of its rounds.
jest.setTimeout(600_000);

/** A hash that takes some 20 ms: many times what the dispatch to a thread takes, of which a cheaper stored hash needs several. */
const COST = 8;
const ROUNDS = 40;
/** How far from 0.5 the area under the curve may be if the times do not distinguish. */
const ALIKE = 0.1;
const PASSWORD = 'an unlikely passphrase';
const plain = (cost: number) => bcrypt.hash(PASSWORD, cost);

/** Hashes of other services, cheaper than the configured cost. */
const CHEAPER: Readonly<Record<string, () => Promise<string>>> = {
  cheapest: () => plain(4),
  php: async () => (await plain(6)).replace('$2b$', '$2y$'),
  wrapped: () => new BcryptPasswordHasher({ cost: 6 }).hash(PASSWORD.repeat(4)),
};
const DEARER: typeof CHEAPER = { dear: () => plain(COST + 1), cheap: () => plain(COST - 1) };

/** Computes only the stored hash. */
class PlainPasswordHasher extends BcryptPasswordHasher {
  override verify(password: string, hash: string): Promise<boolean> {
    return bcrypt.compare(password, hash);
  }
}

async function withService(
  users: typeof CHEAPER,
  work: (service: TestService) => Promise<void>,
  override: NonNullable<ServiceOptions['override']> = (builder) => builder,
): Promise<void> {
  const service = await startService({
    runtime: { bcryptCost: COST },
    override: (builder) => override(builder.overrideProvider(SignInLimiter).useClass(UnlimitedSignInLimiter)),
  });
  try {
    for (const [name, hash] of Object.entries(users)) {
      await insertUser(service, name, await hash());
    }
    await work(service);
  } finally {
    await service.stop();
  }
}

type Samples = Readonly<Record<string, readonly number[]>>;

/** Failing sign-ins by name. */
function signIns({ client }: TestService, names: readonly string[]): Record<string, () => Promise<void>> {
  const refused = (name: string) => async () => {
    expect((await client.signIn(name, 'not the right one')).status).toBe(401);
  };
  return Object.fromEntries(names.map((name) => [name, refused(name)]));
}

async function expectAlike(service: TestService, known: readonly string[]): Promise<void> {
  const kinds = signIns(service, [...known, 'unknown']);
  const distances = (samples: Samples) =>
    known.map((name) => Math.abs(areaUnderCurve(samples[name]!, samples['unknown']!) - 0.5));
  await interleaved(kinds, 5);
  const sampling = { rounds: ROUNDS, holds: (taken: Samples) => Math.max(...distances(taken)) < ALIKE };
  let samples = await sampled(kinds, { ...sampling, maxRounds: 3 * ROUNDS });
  if (!sampling.holds(samples)) {
    // On a busy machine each of the several hashes waits for a processor. The work is still the same.
    samples = await sampled(kinds, { ...sampling, maxRounds: 6 * ROUNDS, now: processorTime });
  }
  expect(Math.max(...distances(samples))).toBeLessThan(ALIKE);
}

describe('the time of a refused sign-in', () => {
  it('does not distinguish users with cheaper stored hashes from unknown names', () =>
    withService(CHEAPER, (service) => expectAlike(service, Object.keys(CHEAPER))));

  it('does not distinguish users with dearer stored hashes, after the first sign-in of one of them', () =>
    withService(DEARER, (service) => expectAlike(service, Object.keys(DEARER))));

  it.each([
    ['time', wallTime],
    ['processor time', processorTime],
  ])('would distinguish both by its %s if only the stored hash were computed', (_what, now) =>
    withService(
      { cheap: () => plain(4), dear: () => plain(11) },
      async (service) => {
        const distance = ({ cheap, dear, unknown }: Samples) =>
          Math.min(areaUnderCurve(unknown!, cheap!), areaUnderCurve(dear!, unknown!)) - 0.5;
        const samples = await sampled(signIns(service, ['cheap', 'dear', 'unknown']), {
          rounds: 8,
          maxRounds: 80,
          now,
          holds: (taken) => distance(taken) > 2 * ALIKE,
        });
        expect(distance(samples)).toBeGreaterThan(2 * ALIKE);
      },
      // Costs far apart, so that the hashes stand out from other load of the machine.
      (builder) => builder.overrideProvider(PasswordHasher).useValue(new PlainPasswordHasher({ cost: 10 })),
    ),
  );
});
