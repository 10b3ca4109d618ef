import { Controller, Get } from '@nestjs/common';

@Controller('reports')
export class ReportsController {
  @Get()
  list() {
    return ['sales', 'returns'];
  }

  @Get('mine')
  mine() {
    return ['read by somebody'];
  }
}
