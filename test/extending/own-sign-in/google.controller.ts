import { Controller, Get, Req, UseGuards } from '@nestjs/common';
import { CurrentExchange, Public, type RawExchange, SignInService } from '@portcullis/auth';
import { GoogleGuard, type GoogleProfile } from './google.guard.js';
import { userOf } from './member.repository.js';
import { Members } from './members.js';

@Controller('auth/google')
export class GoogleController {
  constructor(
    private readonly members: Members,
    private readonly signIn: SignInService,
  ) {}

  @Public()
  @UseGuards(GoogleGuard)
  @Get('callback')
  callback(@Req() { user }: { user: GoogleProfile }, @CurrentExchange() exchange: RawExchange) {
    // Not by the e-mail address: it may belong to another member here.
    const known = this.members.find(({ googleId }) => googleId === user.id);
    const member = known ?? this.members.create({ email: user.email, googleId: user.id });
    return this.signIn.ofUser(userOf(member), { methods: [], grantType: 'google' }, exchange);
  }
}
