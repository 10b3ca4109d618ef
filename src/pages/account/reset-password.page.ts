import type { AccountPage, Form } from './account-page.js';
import { CODE, EMAIL, newPassword } from './fields.js';
import { INVALID_CODE, mailForm } from './mail-form.js';

/** Where a user sets a new password by a mail. @param minLength of passwords, in characters */
export function resetPasswordPage(minLength: number): AccountPage {
  const password = newPassword('new_password', 'New password', minLength);
  const reset = {
    route: 'password/reset',
    button: 'Set the new password',
    next: { section: 'done' },
  } as const satisfies Partial<Form>;
  return {
    sections: [
      {
        name: 'link',
        heading: 'Choose a new password',
        paragraphs: ['Once it is set, you are signed out on all your devices.'],
        form: { ...reset, sendsToken: true, fields: [password], onInvalidSecret: 'used-link' },
      },
      {
        name: 'no-link',
        heading: 'Reset your password',
        paragraphs: [
          'Type the code from the mail and choose a new password. You will then be signed out on all your devices.',
        ],
        form: { ...reset, fields: [EMAIL, CODE, password], problems: { invalid_secret: INVALID_CODE } },
        links: [{ label: 'Send me a new mail', section: 'new-mail' }],
      },
      {
        name: 'new-mail',
        heading: 'Get a mail to reset your password',
        paragraphs: ['It has a link and a code. With either of them you choose a new password.'],
        form: mailForm('password/forgot'),
        links: [{ label: 'I have a code', section: 'no-link' }],
      },
      {
        name: 'used-link',
        heading: 'This link no longer works',
        paragraphs: [
          'It was used already, is too old, or was replaced by a newer mail. If you have set a new password with it, sign in.',
          'Otherwise, get a new mail:',
        ],
        form: mailForm('password/forgot'),
      },
      {
        name: 'done',
        heading: 'Your password is changed',
        paragraphs: ['You are signed out on all your devices. Close this page and sign in with the new password.'],
      },
    ],
  };
}
