import { nonEmptyText, optional, type OptionRules } from '../../options/option-rule.js';
import type { CredentialFields } from '../password.authentication.js';

/** The members of the body that `LocalAuthGuard` reads. */
export type LocalAuthOptions = CredentialFields;

export const LOCAL_AUTH_RULES = {
  usernameField: optional(nonEmptyText({ example: 'email' })),
  passwordField: optional(nonEmptyText({ example: 'password' })),
} satisfies OptionRules<LocalAuthOptions>;
