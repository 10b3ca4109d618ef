import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { anyOf, Authorize, CurrentUser, hasRole, passes, Public, Roles, Scopes } from '@portcullis/auth';
import { Reports } from '../host/reports.js';
import { WroteReport } from './wrote-report.js';

@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Get('summary')
  @Public()
  summary() {
    return { count: this.reports.all().length };
  }

  @Get()
  @Scopes('reports:read')
  list() {
    return this.reports.all();
  }

  @Post()
  @Scopes('reports:write')
  write(@CurrentUser('username') author: string) {
    return { written: true, author };
  }

  @Get(':id')
  @Authorize(anyOf(hasRole('editors'), passes(WroteReport)))
  one(@Param('id') id: string) {
    return this.reports.one(id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Roles('editors')
  remove(@Param('id') _id: string) {}
}
