import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inApplication, whileItRuns } from './application.mjs';

const CREDENTIALS = { username: 'alice', password: 'correct horse battery staple' };

describe('a new application of the Nest CLI, with the code of the page', () => {
  it('compiles with its tests', () => inApplication('npx tsc --noEmit'));

  it('guards a route from the first start on', async () => {
    await inApplication('npm run build');
    await whileItRuns(async (url) => {
      assert.equal((await fetch(url)).status, 200, 'a @Public() route');
      const refused = await fetch(`${url}/greeting`);
      assert.equal(refused.status, 401, 'without a token');
      assert.equal((await refused.json()).code, 'not_authenticated');
      const signedIn = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams(CREDENTIALS) });
      assert.equal(signedIn.status, 200, 'the sign-in');
      const { access_token: token } = await signedIn.json();
      const greeted = await fetch(`${url}/greeting`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(greeted.status, 200, 'with a token');
      assert.deepEqual(await greeted.json(), { greeting: 'Hello, alice' });
    });
  });

  it('passes the unit tests that the CLI made', () => inApplication('npm test'));

  it('passes the end-to-end test that the CLI made, and that of the page', () => inApplication('npm run test:e2e'));

  it('runs the test of the page without a secret', () =>
    inApplication('npm run test:e2e -- greeting', { AUTH_SECRET: '' }));
});
