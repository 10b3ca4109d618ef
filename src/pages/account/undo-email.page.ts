import type { AccountPage, Link } from './account-page.js';

const RESET: Link = { label: 'Reset your password', page: 'reset-password' };

/** Where the owner of an account takes a change of its address back. */
export const UNDO_EMAIL_PAGE: AccountPage = {
  sections: [
    {
      name: 'link',
      heading: 'Keep your old address',
      paragraphs: [
        'If you did not ask for another address, undo the change. Your account then has the address at which you received this link.',
        'All devices will be signed out, and you will get a mail to choose a new password.',
      ],
      form: {
        route: 'email/undo',
        sendsToken: true,
        fields: [],
        button: 'Undo the change',
        next: { section: 'done' },
        onInvalidSecret: 'used-link',
        problems: {
          email_taken: 'Another account has the old address by now, so the change stays. Please contact the service.',
        },
      },
    },
    {
      name: 'no-link',
      heading: 'Keep your old address',
      paragraphs: ['To undo a change of your address, open the link in the mail that told you of it.'],
    },
    {
      name: 'used-link',
      heading: 'This link no longer works',
      paragraphs: [
        'It was used already, or is too old.',
        'If you think that another person uses your account, reset your password.',
      ],
      links: [RESET],
    },
    {
      name: 'done',
      heading: 'The change is undone',
      paragraphs: [
        'Your account has its old address, and all devices are signed out.',
        'To be safe, choose a new password: we have sent you a mail with a link for it.',
      ],
    },
  ],
};
