/** The route at which users register themselves; `false` for none. */
export type RegistrationRoute =
  | false
  | {
      /** @default 'register' */
      readonly path?: string;
      /**
       * Whether the response is the same, 202 without the user, whether or not another user has the address. Must be `true` if
       * `emailVerification` of `AccountsModule` is `'required'`, and only then, or the start stops.
       * @default false
       */
      readonly hidesAddresses?: boolean;
    };

/** The injection token of the route, as `UsersModule.forRoot()` has it. */
export const REGISTRATION_ROUTE = Symbol('RegistrationRoute');
