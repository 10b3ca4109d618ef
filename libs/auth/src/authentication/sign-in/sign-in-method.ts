/** A password with the name of its user. Every text among its members is in `TokenRequest.form`, for a `SignInCheck`. */
export type Login = (ByUsername | ByEmail) & {
  readonly password: string;
  /** Scopes, separated by spaces. @default none */
  readonly scope?: string;
};

/** The name reaches `UserRepository.findByUsername` as typed. With both names, `username` counts. */
interface ByUsername {
  readonly username: string;
}

/** The same, for a body that calls the name `email`. */
interface ByEmail {
  readonly email: string;
}

/** How the application has proven who a user is. */
export interface ProvenBy {
  /**
   * Authentication Method Reference values (RFC 8176, section 2), which become the claim `amr`: `['otp']` for a code in an e-mail, `['pwd']`
   * for a registration with a password, those of the other provider, or none.
   */
  readonly methods: readonly string[];
  /** Names this way to sign in, for events, checks and customizers. @default 'own_route' */
  readonly grantType?: string;
  /** Scopes, separated by spaces. @default none */
  readonly scope?: string;
}
