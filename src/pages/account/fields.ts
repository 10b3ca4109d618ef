import type { Field } from './account-page.js';

export const EMAIL: Field = { name: 'email', label: 'E-mail address of your account', kind: 'email' };

export const CODE: Field = { name: 'code', label: 'Code from the mail', kind: 'code', hint: 'Like WDJB-MJHT' };

export const USERNAME: Field = {
  name: 'username',
  label: 'Username',
  kind: 'username',
  hint: 'You sign in with it.',
  problem: 'already_registered',
};

/** @param minLength of passwords, in characters */
export function newPassword(name: string, label: string, minLength: number): Field {
  const hint = `At least ${minLength} characters. A few words that only you would put together are easy to remember.`;
  return { name, label, kind: 'new-password', hint };
}
