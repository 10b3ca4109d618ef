import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Post,
  UseInterceptors,
} from '@nestjs/common';
import {
  AuthErrorInterceptor,
  CurrentExchange,
  CurrentUser,
  PasswordHasher,
  Public,
  type RawExchange,
  SignInService,
} from '@portcullis/auth';
import { PrismaClient } from '../after/prisma/client.js';
import { userOf } from './member.repository.js';

// PostgreSQL stores neither U+0000 nor half of a surrogate pair.
const EMAIL = /^[^\s@\0\p{Cs}]+@[^\s@\0\p{Cs}]+$/u;
const PASSWORD = /^[^\0\p{Cs}]{12,}$/u;

class AccountBody {
  readonly email!: string;
  readonly password!: string;
}

@UseInterceptors(AuthErrorInterceptor)
@Controller('account')
export class AccountController {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly hasher: PasswordHasher,
    private readonly signIn: SignInService,
  ) {}

  /** Registers a member and signs them in. */
  @Public()
  @Post()
  async register(
    @Body() { email = '', password = '' }: Partial<AccountBody> = {},
    @CurrentExchange() exchange: RawExchange,
  ) {
    if (!isText(email, EMAIL) || !isText(password, PASSWORD)) {
      throw new BadRequestException('An e-mail address and a password of 12 characters or more are needed');
    }
    const passwordHash = await this.hasher.hash(password);
    const member = await this.prisma.member
      .create({ data: { email: email.toLowerCase(), passwordHash } })
      .catch(refuseTaken);
    return this.signIn.ofUser(userOf(member), { methods: ['pwd'] }, exchange);
  }

  @Public()
  @Post('login')
  @HttpCode(200)
  login(@Body() body: AccountBody, @CurrentExchange() exchange: RawExchange) {
    return this.signIn.byPassword(body, exchange);
  }

  @Get()
  account(@CurrentUser('username') email: string) {
    return { email };
  }
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/** P2002 is Prisma's code for a value that another row has. */
function refuseTaken(error: { readonly code?: unknown }): never {
  throw error.code === 'P2002' ? new ConflictException('This e-mail address is taken') : error;
}
