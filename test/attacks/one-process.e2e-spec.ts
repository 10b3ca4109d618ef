import { afterEach, describe, expect, it } from '@jest/globals';
import passport from 'passport';
import { ADAPTERS } from '../support/adapters.js';
import { startService, type TestService } from '../support/service.js';

/** Passport has one register of strategies for the process: a later registration must not replace the library's strategies. */
describe.each(ADAPTERS)('other authentication in the same process, on %s', (adapter) => {
  const services: TestService[] = [];

  async function start(jwtSecret: string): Promise<TestService> {
    const service = await startService({ adapter, runtime: { jwtSecret } });
    services.push(service);
    return service;
  }

  afterEach(async () => {
    passport.unuse('jwt');
    passport.unuse('local');
    await Promise.all(services.splice(0).map((service) => service.stop()));
  });

  it('does not replace our strategies by registering others under the usual names', async () => {
    const service = await start('s'.repeat(40));
    await service.client.newcomer('alice');
    class PermissiveStrategy extends passport.Strategy {
      override authenticate(this: passport.StrategyCreated<PermissiveStrategy>): void {
        this.success({ id: 1, username: 'mallory', email: 'mallory@example.com', isActive: true });
      }
    }
    passport.use('jwt', new PermissiveStrategy());
    passport.use('local', new PermissiveStrategy());
    expect((await service.client.get('/me')).status).toBe(401);
    expect((await service.client.me('anything')).status).toBe(401);
    expect((await service.client.signIn('alice', 'wrong')).status).toBe(401);
  });

  it('has separate keys and users if it is a second service', async () => {
    const first = await start('1'.repeat(40));
    const own = await first.client.newcomer('alice', 'the first passphrase');
    const second = await start('2'.repeat(40));
    const other = await second.client.newcomer('alice', 'the second passphrase');
    expect((await first.client.me(own.token)).status).toBe(200);
    expect((await first.client.me(other.token)).status).toBe(401);
    expect((await second.client.me(own.token)).status).toBe(401);
    expect((await second.client.me(other.token)).status).toBe(200);
    expect((await first.client.signIn('alice', 'the second passphrase')).status).toBe(401);
    expect((await first.client.signIn('alice', 'the first passphrase')).status).toBe(200);
  });

  it('may stop without an effect on the first service', async () => {
    const first = await start('1'.repeat(40));
    const { token } = await first.client.newcomer('alice');
    await start('1'.repeat(40));
    await services.pop()?.stop();
    expect((await first.client.me(token)).status).toBe(200);
    expect((await first.client.signIn('alice', 'an unlikely passphrase')).status).toBe(200);
  });
});
