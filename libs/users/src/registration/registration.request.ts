import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { emailRule, passwordRule, type RegistrationRule, usernameRule } from './registration.rules.js';

/** The body of a registration. These members and no others. */
@ApiSchema({ name: 'Registration' })
export class RegistrationRequest {
  @ApiProperty({
    description: 'Shown as typed, compared without case. No white space at either end.',
    minLength: 1,
    maxLength: 50,
    example: 'alice',
  })
  @Satisfies(usernameRule)
  readonly username!: string;

  @ApiProperty({ format: 'email', maxLength: 100, example: 'alice@example.com' })
  @Satisfies(emailRule)
  readonly email!: string;

  @ApiProperty({
    description: 'At most 1,024 bytes, and what the password policy accepts.',
    format: 'password',
    example: 'correct horse battery staple',
  })
  @Satisfies(passwordRule)
  readonly password!: string;
}

function Satisfies(rule: RegistrationRule): PropertyDecorator {
  return ValidateBy({
    name: 'registration',
    validator: {
      validate: (value) => rule(value) === null,
      defaultMessage: (argument) => rule(argument?.value) ?? '',
    },
  });
}
