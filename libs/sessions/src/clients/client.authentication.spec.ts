import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { InvalidClientError, InvalidRequestError } from '@portcullis/auth';
import { checkedOptions } from '../sessions.options.js';
import { ClientAuthentication } from './client.authentication.js';
import { checkedClients } from './declared-client.js';

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
  const options = checkedOptions({ secret: 'x'.repeat(32), clients: [REPORTS] });
  const clients = new ClientAuthentication(options);
  const authenticate = (headers: { authorization?: string }, form: Record<string, string> = {}) =>
    clients.authenticate(headers, new Map(Object.entries(form)));

  it('knows a client by client_secret_basic, encoded as a form first', () => {
    expect(authenticate(basic(formEncoded(REPORTS.id), formEncoded(SECRET)))).toBe(REPORTS);
    const lowerCase = basic(encodeURIComponent(REPORTS.id), encodeURIComponent(SECRET)).authorization;
    expect(authenticate({ authorization: lowerCase.replace('Basic', 'basic') })).toBe(REPORTS);
  });

  it('knows a client by client_secret_post', () => {
    expect(authenticate({}, { client_id: REPORTS.id, client_secret: SECRET })).toBe(REPORTS);
  });

  it('takes a client_id beside client_secret_basic, if it is the same', () => {
    const headers = basic(formEncoded(REPORTS.id), formEncoded(SECRET));
    expect(authenticate(headers, { client_id: REPORTS.id })).toBe(REPORTS);
    expect(() => authenticate(headers, { client_id: 'shop' })).toThrow(InvalidRequestError);
  });

  it('is nobody where none has tried', () => {
    expect(authenticate({})).toBeNull();
    expect(authenticate({}, { client_id: REPORTS.id })).toBeNull();
    expect(authenticate({}, { client_secret: SECRET })).toBeNull();
    // What Swagger UI sends for no client at all, and what libraries send for a public one.
    expect(authenticate(basic('', ''))).toBeNull();
    expect(authenticate(basic('mobile', ''))).toBeNull();
    expect(authenticate({ authorization: 'Bearer abc' })).toBeNull();
    expect(authenticate({ authorization: '' })).toBeNull();
  });

  it('refuses both ways at once, good as they may be', () => {
    const form = { client_id: REPORTS.id, client_secret: SECRET };
    expect(() => authenticate(basic(formEncoded(REPORTS.id), formEncoded(SECRET)), form)).toThrow(InvalidRequestError);
  });

  it.each([
    ['a wrong secret', basic(formEncoded(REPORTS.id), 'wrong')],
    ['an unknown client', basic('nobody', formEncoded(SECRET))],
    ['a name of Object.prototype', basic('constructor', formEncoded(SECRET))],
    ['the hash for the secret', basic(formEncoded(REPORTS.id), REPORTS.secretHash)],
    ['no colon', { authorization: `Basic ${Buffer.from('reports').toString('base64')}` }],
    ['no name', basic('', formEncoded(SECRET))],
    ['what no form decodes to', basic('%zz', '%')],
    ['no base64', { authorization: 'Basic $$$' }],
    ['nothing', { authorization: 'Basic' }],
    ['junk after it', { authorization: `${basic('a', 'b').authorization} c` }],
  ])('refuses %s', (_what, headers) => {
    expect(() => authenticate(headers)).toThrow(InvalidClientError);
  });
});

describe('declared clients', () => {
  it.each([
    [{ id: '', secretHash: hashOf('x') }, 'id'],
    [{ id: 'a:b', secretHash: hashOf('x') }, 'id'],
    [{ id: 'a\n', secretHash: hashOf('x') }, 'id'],
    [{ id: 'a', secretHash: 'canary' }, 'secretHash'],
    [{ id: 'a', secretHash: `sha256:canary${'0'.repeat(58)}` }, 'secretHash'],
  ])('stop the start by name where they are not right: %j', (client, member) => {
    expect(() => checkedClients([client])).toThrow(`clients[0].${member}`);
    expect(() => checkedClients([client])).not.toThrow('canary');
  });

  it('stop the start where two have one id', () => {
    const client = { id: 'a', secretHash: hashOf('x') };
    expect(() => checkedClients([client, client])).toThrow('no other client');
  });
});
