import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AuthError, Clock, passes, type PolicyPredicate, type Principal } from '@portcullis/auth';
import type { ErrorDocumentation } from '@portcullis/auth/spi';

type Age = { readonly seconds: number };

export class StepUpRequiredError extends AuthError {
  static override readonly documentation: ErrorDocumentation = {
    code: 'insufficient_user_authentication',
    kind: 'insufficient_authentication',
    description: 'A recent sign-in with a second factor is required',
    when: 'The user did not sign in with a second factor, or not recently.',
  };
}

@Injectable()
export class SecondFactorWithin implements PolicyPredicate<Principal['user'], Age> {
  readonly errors = [StepUpRequiredError];
  @Inject() private readonly clock!: Clock;

  allows({ authentication }: Principal, _context: ExecutionContext, { seconds }: Age) {
    const isRecent = authentication !== null && this.clock.now() - authentication.at <= seconds * 1000;
    const challenge = { acr_values: 'mfa', max_age: seconds };
    return (isRecent && authentication.methods.includes('mfa')) || new StepUpRequiredError(undefined, { challenge });
  }

  describe({ seconds }: Age): string {
    return `second factor within ${seconds} s`;
  }
}

/** A term for `@Authorize()`. */
export const secondFactorWithin = (seconds: number) => passes(SecondFactorWithin, { seconds });
