import type { AccountPage, Form } from './account-page.js';
import { CODE, EMAIL } from './fields.js';
import { INVALID_CODE, mailForm } from './mail-form.js';

const VERIFY = {
  route: 'email/verify',
  button: 'Verify the address',
  next: { section: 'done' },
} as const satisfies Partial<Form>;

/** Where a user shows that they receive mail at their address. */
export const VERIFY_EMAIL_PAGE: AccountPage = {
  sections: [
    {
      name: 'link',
      heading: 'Verify your address',
      paragraphs: ['Confirm that your account has the address at which you received the mail.'],
      form: { ...VERIFY, sendsToken: true, fields: [], onInvalidSecret: 'used-link' },
    },
    {
      name: 'no-link',
      heading: 'Verify your address',
      paragraphs: ['Type the code from the mail.'],
      form: { ...VERIFY, fields: [EMAIL, CODE], problems: { invalid_secret: INVALID_CODE } },
      links: [{ label: 'Send me a new mail', section: 'new-mail' }],
    },
    {
      name: 'new-mail',
      heading: 'Get a mail to verify your address',
      paragraphs: ['It has a link and a code. With either of them you verify the address.'],
      form: mailForm('email/verification'),
      links: [{ label: 'I have a code', section: 'no-link' }],
    },
    {
      name: 'used-link',
      heading: 'This link no longer works',
      paragraphs: [
        'It was used already, is too old, or was replaced by a newer mail. If you have verified your address with it, all is done.',
        'Otherwise, get a new mail:',
      ],
      form: mailForm('email/verification'),
    },
    {
      name: 'done',
      heading: 'Your address is verified',
      paragraphs: ['Close this page and go on where you were, or sign in.'],
    },
  ],
};
