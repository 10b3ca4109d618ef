import { describe, expect, it, jest } from '@jest/globals';
import { BcryptPasswordHasher, PasswordHasher } from '@portcullis/auth';
import { SignInLimiter } from '@portcullis/auth/spi';
import bcrypt from 'bcrypt';
import { type ServiceOptions, startService, type TestService } from '../support/service.js';
import { insertUser } from './support/insert-user.js';
import { areaUnderCurve, interleaved } from './support/mann-whitney.js';
import { UnlimitedSignInLimiter } from './support/unlimited.sign-in-limiter.js';

// Each of the measurements may need all of its rounds.
jest.setTimeout(600_000);

/** A hash that takes some 20 ms: many times what the dispatch to a thread takes, of which a cheaper stored hash needs several. */
const COST = 8;
const ROUNDS = 40;
const MAX_ROUNDS = 480;
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

/** Times failing sign-ins, in milliseconds by name. */
function timed({ client }: TestService, names: readonly string[], rounds: number): Promise<Record<string, number[]>> {
  const refused = (name: string) => async () => {
    expect((await client.signIn(name, 'not the right one')).status).toBe(401);
  };
  return interleaved(Object.fromEntries(names.map((name) => [name, refused(name)])), rounds);
}

/** More samples correct chance, and confirm a real difference. */
async function expectAlike(service: TestService, known: readonly string[]): Promise<void> {
  const names = [...known, 'unknown'];
  await timed(service, names, 5);
  const samples: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  const areas = () => known.map((name) => areaUnderCurve(samples[name]!, samples['unknown']!));
  do {
    const more = await timed(service, names, ROUNDS);
    names.forEach((name) => samples[name]!.push(...more[name]!));
  } while (areas().some((area) => Math.abs(area - 0.5) > ALIKE) && samples['unknown']!.length < MAX_ROUNDS);
  for (const area of areas()) {
    expect(Math.abs(area - 0.5)).toBeLessThan(ALIKE);
  }
}

describe('the time of a refused sign-in', () => {
  it('does not distinguish users with cheaper stored hashes from unknown names', () =>
    withService(CHEAPER, (service) => expectAlike(service, Object.keys(CHEAPER))));

  it('does not distinguish users with dearer stored hashes, after the first sign-in of one of them', () =>
    withService(DEARER, (service) => expectAlike(service, Object.keys(DEARER))));

  it('would distinguish both by the same measure if only the stored hash were computed', () =>
    withService(
      { cheap: () => plain(4), dear: () => plain(12) },
      async (service) => {
        const samples = await timed(service, ['cheap', 'dear', 'unknown'], 20);
        expect(areaUnderCurve(samples['unknown']!, samples['cheap']!) - 0.5).toBeGreaterThan(2 * ALIKE);
        expect(areaUnderCurve(samples['dear']!, samples['unknown']!) - 0.5).toBeGreaterThan(2 * ALIKE);
      },
      // Costs far apart, so that the hashes stand out from other load of the machine.
      (builder) => builder.overrideProvider(PasswordHasher).useValue(new PlainPasswordHasher({ cost: 10 })),
    ));
});
