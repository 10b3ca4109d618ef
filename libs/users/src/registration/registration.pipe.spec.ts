import { describe, expect, it } from '@jest/globals';
import { ProblemException } from '@portcullis/auth';
import { RegistrationPipe } from './registration.pipe.js';

const ALICE = { username: 'alice', email: 'alice@example.com', password: 'an unlikely passphrase' };

async function refusalOf(body: unknown): Promise<{ pointer: string; detail: string }[]> {
  const error: unknown = await new RegistrationPipe().transform(body).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProblemException);
  const problem = error as ProblemException;
  expect(problem.getStatus()).toBe(422);
  expect(problem.getResponse()).toMatchObject({
    code: 'validation_failed',
    title: 'Unprocessable Entity',
    status: 422,
  });
  return problem.extensions['errors'] as { pointer: string; detail: string }[];
}

const pointersFor = async (body: unknown) => (await refusalOf(body)).map(({ pointer }) => pointer);

describe('RegistrationPipe', () => {
  it('lets the three members through, and nothing else', async () => {
    const registration = await new RegistrationPipe().transform({ ...ALICE });
    expect({ ...registration }).toEqual(ALICE);
  });

  it.each([null, undefined, [], [ALICE], 'alice', 1, true])('refuses %p, which is not an object', async (body) => {
    expect(await refusalOf(body)).toEqual([{ pointer: '', detail: 'Must be a JSON object' }]);
  });

  it('names each bad member once', async () => {
    expect(await pointersFor({})).toEqual(['/username', '/email', '/password']);
    expect(await pointersFor({ ...ALICE, email: 7, role: 'admin' })).toEqual(['/email', '/role']);
  });

  it.each(['id', 'roles', 'is_active', 'constructor', 'hasOwnProperty', '__defineGetter__', 'toString', ''])(
    'refuses the unknown member "%s"',
    async (member) => expect(await pointersFor({ ...ALICE, [member]: true })).toEqual([`/${member}`]),
  );

  it('refuses __proto__, and does not follow it', async () => {
    const hostile = JSON.stringify({ ...ALICE }).replace('{', '{"__proto__":{"isAdmin":true},');
    expect(await pointersFor(JSON.parse(hostile))).toEqual(['/__proto__']);
    expect('isAdmin' in {}).toBe(false);
  });

  it('does not take members from a prototype', async () => {
    expect(await pointersFor(Object.create(ALICE))).toEqual(['/username', '/email', '/password']);
  });

  it('escapes its pointers', async () => {
    expect(await pointersFor({ ...ALICE, 'a/b~c': 1 })).toEqual(['/a~1b~0c']);
  });

  it('repeats no value', async () => {
    const errors = await refusalOf({ username: ' sesame', email: 'sesame', password: 'sesame\0', extra: 'sesame' });
    expect(JSON.stringify(errors)).not.toContain('sesame');
    expect(errors).toHaveLength(4);
  });

  it('answers shortly, however much was sent', async () => {
    const members = Array.from({ length: 10_000 }, (_, index) => [`m${index}`, 0]);
    expect(await refusalOf({ ...ALICE, ...Object.fromEntries(members) })).toHaveLength(32);
  });
});
