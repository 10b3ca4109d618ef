import { query } from '../processes/query.js';
import { type Answer, Client } from '../support/client.js';

/** The parts of a response that a client of the old service reads. */
export interface Observation {
  readonly step: string;
  readonly status: number;
  readonly [member: string]: unknown;
}

const DAVE = { username: 'dave', email: 'dave@example.com', password: 'an unlikely passphrase' };
const FORM = 'application/x-www-form-urlencoded';

/**
 * Sends the requests of a client of the old service in its order, and returns what the client reads. Leaves out or normalises the intended
 * differences (`docs/from-fastapi.md`).
 */
export async function replayClient(url: string, databaseUrl: string): Promise<Observation[]> {
  const client = new Client(url);
  const observations: Observation[] = [];
  const observe = async (step: string, pending: Promise<Answer>, ...members: string[]): Promise<Answer> => {
    const answer = await pending;
    const read = members.map((member) => [member, answer.body[member]]);
    observations.push({ step, status: answer.status, ...(Object.fromEntries(read) as object), ...refusal(answer) });
    return answer;
  };

  const root = await observe('root', client.get('/'));
  observations.push({ step: 'root has a message', status: root.status, message: typeof root.body['message'] });
  await observe('documentation', client.get('/docs'));
  await observe('OpenAPI document', client.get('/openapi.json'));

  await observe('register', client.register(DAVE), 'id', 'username', 'email', 'is_active');
  await observe('register again', client.register(DAVE));
  await observe('register the name', client.register({ ...DAVE, email: 'other@example.com' }));
  await observe('register the address', client.register({ ...DAVE, username: 'other' }));
  await observe('register without an address', client.postJson('/register', { ...DAVE, email: undefined }));
  await observe('register with a bad address', client.register({ ...DAVE, username: 'eve', email: 'nonsense' }));

  await observe('sign in with a wrong password', client.signIn(DAVE.username, 'a wrong passphrase'));
  await observe('sign in as an unknown user', client.signIn('unknown', DAVE.password));
  const signedIn = await observe('sign in', client.signIn(DAVE.username, DAVE.password), 'token_type');
  await observe(
    'sign in as Swagger UI does',
    client.postForm('/token', { grant_type: 'password', scope: '', ...DAVE, client_id: '', client_secret: '' }),
    'token_type',
  );
  await observe('request a token by GET', client.get('/token'));

  const token = String(signedIn.body['access_token']);
  await observe('me', client.me(token), 'id', 'username', 'email', 'is_active');
  await observe('me with a lower-case scheme', client.get('/me', { Authorization: `bearer ${token}` }), 'id');
  await observe('me without a token', client.get('/me'));
  await observe('me with another scheme', client.get('/me', { Authorization: 'Basic ZGF2ZTpkYXZl' }));
  await observe('me with a broken token', client.me('nonsense'));
  await observe('me with a token that was changed', client.me(`${token.slice(0, -6)}AAAAAA`));
  await observe('an unknown path', client.get('/nowhere'));

  await query(databaseUrl, `UPDATE users SET is_active = false WHERE username = 'dave'`);
  await observe('me of a deactivated user', client.me(token));
  await query(databaseUrl, `DELETE FROM users WHERE username = 'dave'`);
  await observe('me, deleted', client.me(token));
  await observe(
    'sign in, deleted',
    client.send('/token', { method: 'POST', headers: { 'Content-Type': FORM }, body: 'username=dave&password=x' }),
  );
  return observations;
}

/** Leaves out the `detail` of a 422, which was a list, and the full stop at the end of a `detail`. */
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
