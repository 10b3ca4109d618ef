import { type AccessTokenOptions, COMMON_RULES, type CommonOptions, type PasswordOptions } from './auth.options.js';
import { SIGN_IN_RULES, type SignInOptions } from './authentication/guessing/sign-in.options.js';
import { LOCAL_AUTH_RULES, type LocalAuthOptions } from './authentication/local/local-auth.options.js';
import type { CatalogueOptions } from './authorization/catalogue.options.js';
import type { RegisteredClient } from './client/client.repository.js';
import { HASHING_RULES, type HashingQueueOptions } from './password/hashing-queue.js';
import { BCRYPT_RULES } from './password/bcrypt.password-hasher.js';
import { PASSWORD_POLICY_RULES } from './password/password-policy.js';
import { nonEmptyText, optional, type OptionRules, wholeNumber } from './options/option-rule.js';
import { OptionsCheck } from './options/options-check.js';
import { clientRules } from './client/declared.client-repository.js';
import { type Secret, secretRule } from './secret.js';

/** The options that the guards read, in `AuthModule` and `ResourceServerModule`. */
export interface GuardOptions extends CommonOptions, CatalogueOptions {}

/** The options of an application that signs its users in. */
export interface AuthModuleOptions extends GuardOptions, AccessTokenOptions {
  /**
   * Signs the access tokens (HS256), unless `keyRing` does. Keys for three further purposes are derived from it (HKDF, RFC 5869): cookies
   * of known devices, the mark of refresh tokens, and the encryption of signing keys at rest. At least 32 bytes.
   *
   * A list rotates the secret without signing users out: the first secret is used for everything new, and the others are still accepted
   * for what they have signed or encrypted.
   */
  readonly secret: Secret;
  readonly password?: PasswordOptions;
  /** The queue before the password hasher. */
  readonly hashing?: HashingQueueOptions;
  /** The limits of failed sign-ins. */
  readonly signIn?: SignInOptions;
  /** The members of the body that `LocalAuthGuard` reads. */
  readonly localAuth?: LocalAuthOptions;
  /**
   * The confidential clients, which authenticate by a secret at the OAuth endpoints. Not used with a `clientRepository`.
   * @default none; every request is anonymous
   */
  readonly clients?: readonly RegisteredClient[];
}

const RULES = {
  ...COMMON_RULES,
  issuer: nonEmptyText({ example: 'https://hr.example.com' }),
  audience: nonEmptyText({ example: 'hr' }),
  secret: secretRule,
  accessTokenTtl: optional(wholeNumber({ example: 1800 })),
} satisfies OptionRules<AuthModuleOptions>;

/** @throws Error with a sentence for each option that can't be used */
export function checkedAuthModuleOptions(options: AuthModuleOptions): AuthModuleOptions {
  const { signIn, localAuth, hashing, password, clients = [] } = options ?? {};
  const check = new OptionsCheck('AuthModule');
  check.check(options, RULES);
  check.check(signIn, SIGN_IN_RULES, 'signIn');
  check.check(localAuth, LOCAL_AUTH_RULES, 'localAuth');
  check.check(hashing, HASHING_RULES, 'hashing');
  check.check(password, PASSWORD_POLICY_RULES, 'password');
  check.check(password, BCRYPT_RULES, 'password');
  for (const [index, client] of clients.entries()) {
    check.check(client, clientRules(clients), `clients[${index}]`);
  }
  check.assertNoFault();
  return options;
}
