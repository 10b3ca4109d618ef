import { describe, expect, it } from '@jest/globals';
import { IsInt, Min } from 'class-validator';
import fc from 'fast-check';
import { ProblemException } from '../errors/problem.exception.js';
import { PasswordPolicy } from '../password/password-policy.js';
import { emailRule } from './email.rule.js';
import { jsonBodyPipe } from './json-body.pipe.js';
import { NewPassword, Satisfies } from './member.decorators.js';

const ALICE = { username: 'alice', email: 'alice@example.com', password: 'an unlikely passphrase' };

const nameRule = (value: unknown) =>
  typeof value === 'string' && value !== '' && value.trim() === value ? null : 'Must be a name';

class RegistrationRequest {
  @Satisfies(nameRule)
  readonly username!: string;

  @Satisfies(emailRule)
  readonly email!: string;

  @NewPassword('username', 'email')
  readonly password!: string;
}

const RegistrationPipe = jsonBodyPipe(RegistrationRequest);
const pipe = new RegistrationPipe(new PasswordPolicy());

async function refusalOf(body: unknown): Promise<{ pointer: string; detail: string }[]> {
  const error: unknown = await pipe.transform(body).then(
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
  return problem.members['errors'] as { pointer: string; detail: string }[];
}

const pointersFor = async (body: unknown) => (await refusalOf(body)).map(({ pointer }) => pointer);

describe('the pipe of a JSON body', () => {
  it('lets the three members through, and nothing else', async () => {
    const registration = await pipe.transform({ ...ALICE });
    expect(Object.entries(registration)).toEqual(Object.entries(ALICE));
  });

  it.each([null, undefined, [], [ALICE], 'alice', 1, true])('refuses %p, which is not an object', async (body) => {
    expect(await refusalOf(body)).toEqual([{ pointer: '', detail: 'Must be a JSON object' }]);
  });

  it('names each bad member once', async () => {
    expect(await pointersFor({})).toEqual(['/username', '/email', '/password']);
    expect(await pointersFor({ ...ALICE, email: 7, role: 'admin' })).toEqual(['/email', '/role']);
  });

  it.each(['short', 'password1', 'Alice-1984'])(
    'names the password "%s" in addition to the other invalid members',
    async (password) => {
      expect(await pointersFor({ username: 'alice', email: 'nonsense', password, role: 'admin' })).toEqual([
        '/email',
        '/password',
        '/role',
      ]);
    },
  );

  it('measures a password against names that are not valid themselves', async () => {
    expect(await pointersFor({ username: ' zaphod', email: 7, password: 'zaphod-42' })).toEqual([
      '/username',
      '/email',
      '/password',
    ]);
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

  it('either accepts exactly the three members or refuses with 422, for any body', async () => {
    const member = fc.constantFrom('username', 'email', 'password', '__proto__', 'constructor', 'role');
    const text = fc.constantFrom(...Object.values(ALICE));
    const body = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(member, fc.oneof(text, fc.jsonValue(), fc.string({ unit: 'binary' })), { noNullPrototype: false }),
      fc.dictionary(member, text).map((members) => Object.assign({}, ALICE, members)),
    );
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        const outcome: unknown = await pipe.transform(sent).catch((error: unknown) => error);
        if (outcome instanceof RegistrationRequest) {
          expect(Object.keys(outcome).toSorted()).toEqual(['email', 'password', 'username']);
          expect(new Map(Object.entries(outcome))).toEqual(new Map(Object.entries(sent as object)));
        } else {
          expect(outcome).toBeInstanceOf(ProblemException);
          expect((outcome as ProblemException).getStatus()).toBe(422);
        }
        expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('role');
      }),
      { numRuns: 1_000 },
    );
  });

  it('needs a policy for a new password', () => {
    expect(() => new RegistrationPipe()).toThrow('needs the PasswordPolicy of AuthModule');
  });
});

describe('a JSON body with decorators of class-validator', () => {
  const text = (value: unknown) => (typeof value === 'string' ? null : 'Must be a string');

  class Named {
    @Satisfies(text)
    readonly name!: string;
  }
  class Order extends Named {
    @IsInt({ message: 'Must be a whole number' })
    @Min(1, { message: 'Must be at least 1' })
    readonly quantity!: number;

    @Satisfies(text)
    @IsInt()
    readonly contradicting!: unknown;
  }

  const orderPipe = new (jsonBodyPipe(Order))();

  it('is checked by them and by the rules, also by those of the parent class', async () => {
    const refused = orderPipe.transform({ quantity: 'x', contradicting: 7, other: 1 });
    await expect(refused).rejects.toMatchObject({
      members: {
        errors: [
          { pointer: '/name', detail: 'Must be a string' },
          { pointer: '/contradicting', detail: 'Must be a string' },
          { pointer: '/quantity', detail: expect.stringMatching(/^Must be/) },
          { pointer: '/other', detail: 'Unknown member' },
        ],
      },
    });
  });

  it('leaves the rules of the parent class as they are', async () => {
    const namedPipe = new (jsonBodyPipe(Named))();
    await expect(namedPipe.transform({ name: 'x' })).resolves.toEqual({ name: 'x' });
    await expect(namedPipe.transform({ name: 'x', quantity: 1 })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/quantity', detail: 'Unknown member' }] },
    });
  });
});
