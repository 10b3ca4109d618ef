import { Controller, Get } from '@nestjs/common';
import { Public } from '@portcullis/auth';

@Controller()
export class RootController {
  @Get()
  @Public()
  root() {
    return { service: 'reference' };
  }
}
