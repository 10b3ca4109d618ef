import { describe, expect, it } from '@jest/globals';
import { withVariables } from './option-variables.js';

describe('a message of a library', () => {
  it('names the variable behind each option that the service sets', () => {
    expect(
      withVariables('Add it to the option secret of AuthModule, or set the option password.cost of AuthModule to 12.'),
    ).toBe(
      'Add it to the option secret of AuthModule (AUTH_JWT_SECRET_PREVIOUS), or set the option password.cost of AuthModule ' +
        '(AUTH_BCRYPT_COST) to 12.',
    );
  });

  it('stays as it is if the service has no variable for the option', () => {
    const message = 'The option idleTtl of SessionsModule must be a whole number. Set the option realm of AuthModule.';
    expect(withVariables(message)).toBe(message);
  });
});
