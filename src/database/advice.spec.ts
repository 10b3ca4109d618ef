import { describe, expect, it } from '@jest/globals';
import { adviceFor } from './advice.js';

describe('adviceFor', () => {
  it.each([
    ['28000', 'no pg_hba.conf entry for host "::1", user "u", database "d", no encryption', 'add ?sslmode=verify-full'],
    ['28000', 'no pg_hba.conf entry for host "::1", user "u", database "d", SSL encryption', 'in its pg_hba.conf'],
    ['28000', 'role "u" does not exist', 'make this role'],
    ['28P01', 'password authentication failed for user "u"', 'correct user and password'],
    [
      undefined,
      'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
      'put the password into DATABASE_URL',
    ],
    ['3D000', 'database "d" does not exist', 'make this database'],
    ['42501', 'permission denied for database "d"', 'give the user of DATABASE_URL this right'],
    ['42501', 'must be owner of table users', 'the ownership of the tables'],
    ['53300', 'sorry, too many clients already', 'end other connections'],
    ['57P03', 'the database system is starting up', 'wait until it is up'],
    ['25006', 'cannot execute CREATE TABLE in a read-only transaction', 'name the primary'],
    ['08P01', 'unsupported startup parameter: statement_timeout', 'ignore_startup_parameters'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'altnames', 'correct its TLS certificate'],
    ['ENOENT', "ENOENT: no such file or directory, open '/ca.pem'", 'correct sslrootcert'],
    ['ENOENT', 'connect ENOENT /run/.s.PGSQL.5432', 'correct the socket'],
  ])('says what to do about %s (%s)', (code, message, advice) => {
    expect(adviceFor({ ...(code !== undefined && { code }), message })).toContain(advice);
  });

  it('says nothing about what speaks for itself', () => {
    expect(adviceFor({ message: `The table "users" can't be adopted` })).toBeUndefined();
    expect(adviceFor({ code: '23505', message: 'duplicate key value violates unique constraint' })).toBeUndefined();
  });
});
