import type { Form } from './account-page.js';
import { EMAIL } from './fields.js';

/** Asks for a new mail with a link and a code, and goes on with the code. */
export function mailForm(route: string): Form {
  return {
    route,
    fields: [EMAIL],
    button: 'Send the mail',
    next: {
      section: 'no-link',
      note: 'If an account has this address, a mail is on its way. Open its link, or type its code here.',
    },
  };
}

/** What a form with a code tells of a code that is not valid. */
export const INVALID_CODE =
  'This code does not work. It may have a typing error, belong to another address or be more than ten minutes old. ' +
  'After three wrong codes you need a new mail.';
