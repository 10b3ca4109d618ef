import type { AccountPage } from './account-page.js';

/** Where a user confirms a new address. A code is typed in the application, in which the user is signed in. */
export const CHANGE_EMAIL_PAGE: AccountPage = {
  sections: [
    {
      name: 'link',
      heading: 'Use your new address',
      paragraphs: ['From now on your account has the address at which you received this link. You stay signed in.'],
      form: {
        route: 'email/change',
        sendsToken: true,
        fields: [],
        button: 'Use this address',
        next: { section: 'done' },
        onInvalidSecret: 'used-link',
        problems: {
          email_taken: 'Another account has this address by now. Your account keeps the address that it has.',
        },
      },
    },
    {
      name: 'no-link',
      heading: 'Confirm your new address',
      paragraphs: [
        'Open the link in the mail to your new address.',
        'To use the code instead, type it in the application in which you asked for the change.',
      ],
    },
    {
      name: 'used-link',
      heading: 'This link no longer works',
      paragraphs: [
        'It was used already, is too old, or was replaced by a newer mail.',
        'If your account does not have the new address, sign in and ask for the change again.',
      ],
    },
    {
      name: 'done',
      heading: 'Your address is changed',
      paragraphs: ['Your account has the new address. Close this page and go on where you were.'],
    },
  ],
};
