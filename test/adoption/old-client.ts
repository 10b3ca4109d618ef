import { query } from '../processes/query.js';
import { type Answer, Client } from '../support/client.js';

/** What the old client looks at in an answer, and no more. */
export interface Seen {
  readonly step: string;
  readonly status: number;
  readonly [member: string]: unknown;
}

const DAVE = { username: 'dave', email: 'dave@example.com', password: 'an unlikely passphrase' };
const FORM = 'application/x-www-form-urlencoded';

/**
 * The requests of a client that was written for the old service, in its order, and what it reads in the answers. What
 * differs on purpose (`docs/from-fastapi.md`) is left out, or brought to one form where it is read.
 */
export async function useAsTheOldClientDid(url: string, databaseUrl: string): Promise<Seen[]> {
  const client = new Client(url);
  const seen: Seen[] = [];
  const see = async (step: string, asked: Promise<Answer>, ...members: string[]): Promise<Answer> => {
    const answer = await asked;
    const shown = members.map((member) => [member, answer.body[member]]);
    seen.push({ step, status: answer.status, ...(Object.fromEntries(shown) as object), ...refusal(answer) });
    return answer;
  };

  const root = await see('root', client.get('/'));
  seen.push({ step: 'root says something', status: root.status, message: typeof root.body['message'] });
  await see('documentation', client.get('/docs'));
  await see('its description', client.get('/openapi.json'));

  await see('register', client.register(DAVE), 'id', 'username', 'email', 'is_active');
  await see('register again', client.register(DAVE));
  await see('register the name', client.register({ ...DAVE, email: 'other@example.com' }));
  await see('register the address', client.register({ ...DAVE, username: 'other' }));
  await see('register without an address', client.postJson('/register', { ...DAVE, email: undefined }));
  await see('register with a bad address', client.register({ ...DAVE, username: 'eve', email: 'nonsense' }));

  await see('sign in with a wrong password', client.signIn(DAVE.username, 'a wrong passphrase'));
  await see('sign in as nobody', client.signIn('nobody', DAVE.password));
  const signedIn = await see('sign in', client.signIn(DAVE.username, DAVE.password), 'token_type');
  await see(
    'sign in as the documentation does',
    client.postForm('/token', { grant_type: 'password', scope: '', ...DAVE, client_id: '', client_secret: '' }),
    'token_type',
  );
  await see('ask for a token by GET', client.get('/token'));

  const token = String(signedIn.body['access_token']);
  await see('me', client.me(token), 'id', 'username', 'email', 'is_active');
  await see('me, in another spelling', client.get('/me', { Authorization: `bearer ${token}` }), 'id');
  await see('me without a token', client.get('/me'));
  await see('me with another scheme', client.get('/me', { Authorization: 'Basic ZGF2ZTpkYXZl' }));
  await see('me with a broken token', client.me('nonsense'));
  await see('me with a token that was changed', client.me(`${token.slice(0, -6)}AAAAAA`));
  await see('nothing', client.get('/nowhere'));

  await query(databaseUrl, `UPDATE users SET is_active = false WHERE username = 'dave'`);
  await see('me, deactivated', client.me(token));
  await query(databaseUrl, `DELETE FROM users WHERE username = 'dave'`);
  await see('me, deleted', client.me(token));
  await see(
    'sign in, deleted',
    client.send('/token', { method: 'POST', headers: { 'Content-Type': FORM }, body: 'username=dave&password=x' }),
  );
  return seen;
}

/** The old 422 had a list in `detail`; the old sentences may end with a full stop, these don't. */
function refusal({ status, headers, body }: Answer): object {
  if (status < 400) {
    return {};
  }
  const { detail } = body;
  return {
    ...(status !== 422 && typeof detail === 'string' && { detail: detail.replace(/\.$/, '') }),
    challenge: headers.get('www-authenticate')?.split(' ')[0],
  };
}
