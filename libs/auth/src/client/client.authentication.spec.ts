import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { InvalidClientError, InvalidRequestError } from '../errors/oauth.errors.js';
import { ClientAuthentication } from './client.authentication.js';
import { ClientRepository } from './client.repository.js';
import { DeclaredClientRepository } from './declared.client-repository.js';

const SECRET = 'a+random/secret: 100% of it=';

const REPORTS = { id: 'reports & more', secretHash: hashOf(SECRET), introspect: true };

function hashOf(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex')}`;
}

function basic(id: string, secret: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

/** As URLSearchParams encodes a form. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

describe('client authentication', () => {
  const clients = new ClientAuthentication(new DeclaredClientRepository([REPORTS]));
  const authenticate = (headers: { authorization?: string }, form: Record<string, string> = {}) =>
    clients.authenticate({ headers }, new Map(Object.entries(form)));

  it('accepts client_secret_basic, encoded as a form first', async () => {
    expect(await authenticate(basic(formEncoded(REPORTS.id), formEncoded(SECRET)))).toBe(REPORTS);
    const lowerCase = basic(encodeURIComponent(REPORTS.id), encodeURIComponent(SECRET)).authorization;
    expect(await authenticate({ authorization: lowerCase.replace('Basic', 'basic') })).toBe(REPORTS);
  });

  it('accepts client_secret_post', async () => {
    expect(await authenticate({}, { client_id: REPORTS.id, client_secret: SECRET })).toBe(REPORTS);
  });

  it('accepts the same client_id beside client_secret_basic', async () => {
    const headers = basic(formEncoded(REPORTS.id), formEncoded(SECRET));
    expect(await authenticate(headers, { client_id: REPORTS.id })).toBe(REPORTS);
    await expect(authenticate(headers, { client_id: 'shop' })).rejects.toThrow(InvalidRequestError);
  });

  it('treats a request without credentials of a client as anonymous', async () => {
    expect(await authenticate({})).toBeNull();
    expect(await authenticate({}, { client_id: REPORTS.id })).toBeNull();
    expect(await authenticate({}, { client_secret: SECRET })).toBeNull();
    // What Swagger UI sends without a client, and what libraries send for a public client.
    expect(await authenticate(basic('', ''))).toBeNull();
    expect(await authenticate(basic('mobile', ''))).toBeNull();
    expect(await authenticate({ authorization: 'Bearer abc' })).toBeNull();
    expect(await authenticate({ authorization: '' })).toBeNull();
  });

  it('treats every request as anonymous without declared clients', async () => {
    const none = new ClientAuthentication(new DeclaredClientRepository());
    const byForm = new Map(Object.entries({ client_id: 'mobile', client_secret: 'x' }));
    expect(await none.authenticate({ headers: basic('mobile', 'whatever') }, new Map())).toBeNull();
    expect(await none.authenticate({ headers: {} }, byForm)).toBeNull();
    expect(await none.authenticate({ headers: { authorization: 'Basic $' } }, new Map())).toBeNull();
  });

  describe('with a repository of the application', () => {
    class StoredClients extends ClientRepository {
      constructor(private readonly secretHash: string) {
        super();
      }

      findById(id: string) {
        return Promise.resolve(id === 'stored' ? { id, secretHash: this.secretHash } : null);
      }
    }

    it('finds a client in it, and refuses an unknown one', async () => {
      const stored = new ClientAuthentication(new StoredClients(hashOf(SECRET)));
      expect(await stored.authenticate({ headers: basic('stored', formEncoded(SECRET)) }, new Map())).toMatchObject({
        id: 'stored',
      });
      await expect(stored.authenticate({ headers: basic('stored', 'wrong') }, new Map())).rejects.toThrow(
        InvalidClientError,
      );
      await expect(stored.authenticate({ headers: basic('other', 'x') }, new Map())).rejects.toThrow(
        InvalidClientError,
      );
    });

    it('throws an error that says what to store if its hash is of another kind', async () => {
      const stored = new ClientAuthentication(new StoredClients('canary'));
      const failure = await stored.authenticate({ headers: basic('stored', 'x') }, new Map()).catch(String);
      expect(failure).toContain('Store it as sha256:');
      expect(failure).not.toContain('canary');
    });
  });

  it.each([
    ['a wrong secret', basic(formEncoded(REPORTS.id), 'wrong')],
    ['an unknown client', basic('unknown', formEncoded(SECRET))],
    ['a name of Object.prototype', basic('constructor', formEncoded(SECRET))],
    ['the hash for the secret', basic(formEncoded(REPORTS.id), REPORTS.secretHash)],
    ['no colon', { authorization: `Basic ${Buffer.from('reports').toString('base64')}` }],
    ['no name', basic('', formEncoded(SECRET))],
    ['what no form decodes to', basic('%zz', '%')],
    ['no base64', { authorization: 'Basic $$$' }],
    ['nothing', { authorization: 'Basic' }],
    ['junk after it', { authorization: `${basic('a', 'b').authorization} c` }],
  ])('refuses %s', async (_what, headers) => {
    await expect(authenticate(headers)).rejects.toThrow(InvalidClientError);
  });
});

describe('declared clients', () => {
  it.each([
    [{ id: '', secretHash: hashOf('x') }, 'id'],
    [{ id: 'a:b', secretHash: hashOf('x') }, 'id'],
    [{ id: 'a\n', secretHash: hashOf('x') }, 'id'],
    [{ id: 'a', secretHash: 'canary' }, 'secretHash'],
    [{ id: 'a', secretHash: `sha256:canary${'0'.repeat(58)}` }, 'secretHash'],
  ])('stop the application at start by name if they are invalid: %j', (client, member) => {
    expect(() => new DeclaredClientRepository([client])).toThrow(`clients[0].${member}`);
    expect(() => new DeclaredClientRepository([client])).not.toThrow('canary');
  });

  it('stop the application at start if two have the same id', () => {
    const client = { id: 'a', secretHash: hashOf('x') };
    expect(() => new DeclaredClientRepository([client, client])).toThrow('different from the ids of all other clients');
  });
});
