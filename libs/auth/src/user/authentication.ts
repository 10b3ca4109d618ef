/** How a user was authenticated. A session keeps it, and its tokens carry it as `amr` and `auth_time`. */
export interface Authentication {
  /** Authentication Method Reference values (RFC 8176, section 2): `pwd`, `otp`, `mfa`. */
  readonly methods: readonly string[];
  /** In milliseconds since the epoch. A refresh does not change it. */
  readonly at: number;
}
