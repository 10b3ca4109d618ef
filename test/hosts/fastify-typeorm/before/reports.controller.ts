import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Reports } from '../host/reports.js';

@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Get('summary')
  summary() {
    return { count: this.reports.all().length };
  }

  @Get()
  list() {
    return this.reports.all();
  }

  @Post()
  write() {
    return { written: true };
  }

  @Get(':id')
  one(@Param('id') id: string) {
    return this.reports.one(id);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') _id: string) {}
}
