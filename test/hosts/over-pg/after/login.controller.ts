import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentExchange, Public, type RawExchange, SignInService } from '@portcullis/auth';

class LoginBody {
  readonly username!: string;
  readonly password!: string;
}

@Controller()
export class LoginController {
  constructor(private readonly signIn: SignInService) {}

  @Public()
  @Post('login')
  @HttpCode(200)
  login(@Body() body: LoginBody, @CurrentExchange() exchange: RawExchange) {
    return this.signIn.byPassword(body, exchange);
  }
}
