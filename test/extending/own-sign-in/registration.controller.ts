import { Body, Controller, Post, UseInterceptors } from '@nestjs/common';
import {
  AuthErrorInterceptor,
  CurrentExchange,
  PasswordHasher,
  Public,
  type RawExchange,
  SignInService,
} from '@portcullis/auth';
import { userOf } from './member.repository.js';
import { Members } from './members.js';

class RegistrationBody {
  readonly email!: string;
  readonly password!: string;
}

// For `ServiceUnavailableError` of the hasher.
@UseInterceptors(AuthErrorInterceptor)
@Controller('auth')
export class RegistrationController {
  constructor(
    private readonly members: Members,
    private readonly hasher: PasswordHasher,
    private readonly signIn: SignInService,
  ) {}

  @Public()
  @Post('register')
  async register(@Body() { email, password }: RegistrationBody, @CurrentExchange() exchange: RawExchange) {
    const passwordHash = await this.hasher.hash(password);
    const member = this.members.create({ email: email.toLowerCase(), passwordHash });
    return this.signIn.ofUser(userOf(member), { methods: ['pwd'] }, exchange);
  }
}
