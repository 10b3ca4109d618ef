import { hasRole } from '@portcullis/auth';
import { oneTimeSecretsMigrations } from '@portcullis/one-time-secrets';
import { accountsMigrations } from '@portcullis/accounts';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';
import { Pool } from 'pg';

export const pool = new Pool({ connectionString: process.env['DATABASE_URL'] });
// The server ends the connections when a test drops the database.
pool.on('error', () => undefined);

export const migrations = [
  ...usersMigrations,
  ...sessionsMigrations,
  ...oneTimeSecretsMigrations,
  ...accountsMigrations,
];

/** What each application sets, whatever the example shows. */
export const settings = {
  isGlobal: true,
  issuer: 'https://shop.example.com',
  audience: 'shop',
  secret: process.env['AUTH_SECRET'] ?? '',
  roles: ['admin'],
  scopes: { 'users:write': { description: 'Administer users', grantedTo: hasRole('admin') } },
};

/** The client of a provider that sends mail. */
export const mailService = {
  deliver: async (mail: Readonly<Record<'id' | 'to' | 'subject' | 'text' | 'html', string>>, signal: AbortSignal) =>
    void [mail, signal],
};
