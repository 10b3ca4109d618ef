import { Controller, Get } from '@nestjs/common';
import { CurrentUser, Public } from '@portcullis/auth';

@Controller()
export class RootController {
  @Public()
  @Get()
  root() {
    return { service: 'shop' };
  }

  @Get('me')
  me(@CurrentUser('username') username: string) {
    return { username };
  }
}
