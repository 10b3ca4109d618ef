import pg from 'pg';
import { AppUsers } from './app-users.js';

export const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });

/** What each application sets, whatever the example shows. */
export const settings = {
  isGlobal: true,
  userRepository: AppUsers,
  issuer: 'https://hr.example.com',
  audience: 'hr',
  secret: process.env['AUTH_SECRET'] ?? '',
};

/** The client of a provider that sends mail. */
export const mailService = {
  send: async (mail: Readonly<Record<'to' | 'subject' | 'text' | 'html', string>>) => void mail,
};
