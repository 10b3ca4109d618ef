import { Controller, Get } from '@nestjs/common';
import { CurrentUser, Scopes } from '@portcullis/auth';

@Controller('reports')
export class ReportsController {
  @Get()
  @Scopes('reports:read')
  list() {
    return ['sales', 'returns'];
  }

  @Get('mine')
  mine(@CurrentUser('id') reader: string) {
    return [`read by ${reader}`];
  }
}
