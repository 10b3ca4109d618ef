import type { AccountPage } from './account-page.js';
import { newPassword, USERNAME } from './fields.js';

/** Where an invited user creates their account. @param minLength of passwords, in characters */
export function acceptInvitationPage(minLength: number): AccountPage {
  return {
    sections: [
      {
        name: 'link',
        heading: 'Accept your invitation',
        paragraphs: ['Choose how you sign in. Your account will have the address at which you received this link.'],
        form: {
          route: 'invitations/accept',
          sendsToken: true,
          fields: [USERNAME, newPassword('password', 'Password', minLength)],
          button: 'Create the account',
          next: { section: 'done' },
          onInvalidSecret: 'used-link',
          problems: {
            email_taken: 'Your address has an account already. Sign in with it, or reset its password.',
          },
        },
      },
      {
        name: 'no-link',
        heading: 'Accept your invitation',
        paragraphs: ['Open the link in the mail with your invitation.'],
      },
      {
        name: 'used-link',
        heading: 'This invitation is not valid',
        paragraphs: [
          'It was accepted already, is too old, or was withdrawn or sent again. If you have created your account, sign in.',
          'Otherwise, ask the person who invited you for a new invitation.',
        ],
      },
      {
        name: 'done',
        heading: 'Your account is ready',
        paragraphs: ['Close this page and sign in with your username and your password.'],
      },
    ],
  };
}
