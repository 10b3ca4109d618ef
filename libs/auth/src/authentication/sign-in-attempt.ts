import type { SignInOrigin } from './sign-in-origin.js';

/** Somebody says who they are, and from where. Whether they are right has not been looked at. */
export interface SignInAttempt extends Pick<SignInOrigin, 'address' | 'device'> {
  /** In its canonical form. */
  readonly name: string;
}
