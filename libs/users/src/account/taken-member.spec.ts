import { describe, expect, it } from '@jest/globals';
import { takenMemberOf } from './taken-member.js';

const errorWith = (members: object) => Object.assign(new Error('failed'), members);
const ofPg = (constraint: string) => errorWith({ code: '23505', constraint });
const ofPrisma6 = (message: string) => errorWith({ code: 'P2010', meta: { code: '23505', message } });
const ofPrisma7 = (index: string) =>
  errorWith({
    code: 'P2010',
    meta: {
      driverAdapterError: {
        cause: {
          originalCode: '23505',
          originalMessage: `duplicate key value violates unique constraint "${index}"`,
        },
      },
    },
  });

describe('takenMemberOf', () => {
  it.each([
    ['pg', ofPg('ux_users_username_canonical'), 'username'],
    ['pg', ofPg('ux_users_email_canonical'), 'email'],
    ['an adopted table', ofPg('ix_users_email'), 'email'],
    ['pg', ofPg('pk_reserved_usernames'), 'username'],
    ['a prefix', ofPg('email_pk_reserved_usernames'), 'username'],
    ['a prefix', ofPg('email_ux_users_username_canonical'), 'username'],
    ['a prefix', ofPg('username_ux_users_email_canonical'), 'email'],
    ['TypeORM', errorWith({ driverError: ofPg('ux_users_email_canonical') }), 'email'],
    ['Drizzle', errorWith({ cause: ofPg('ux_users_email_canonical') }), 'email'],
    ['Prisma 7', ofPrisma7('app_ux_users_email_canonical'), 'email'],
    ['Prisma 7', ofPrisma7('ux_users_username_canonical'), 'username'],
    ['Prisma 7', ofPrisma7('pk_reserved_usernames'), 'username'],
    ['Prisma 6', ofPrisma6('Key (email_canonical)=(username@x) already exists.'), 'email'],
    ['Prisma 6', ofPrisma6('Key (username_canonical)=(email=_pkey(id)) already exists.'), 'username'],
  ] as const)('reads the error of %s: %#', (_source, error, member) => expect(takenMemberOf(error)).toBe(member));

  it.each([
    ['a duplicate id', ofPg('users_pkey')],
    ['a duplicate id with a prefix', ofPg('email_users_pkey')],
    ['a duplicate id of Prisma 7', ofPrisma7('users_pkey')],
    ['a duplicate id of Prisma 6', ofPrisma6('Key (id)=(5) already exists.')],
    ['another violation', errorWith({ code: '23502', constraint: 'ux_users_email_canonical' })],
    ['an error that is none of the database', new Error('a bug')],
    ['no error', undefined],
  ])('is null for %s', (_what, error) => expect(takenMemberOf(error)).toBeNull());
});
