import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem, Public, ServiceUnavailableError } from '@portcullis/auth';
import { HealthResponse } from './health.response.js';
import { DatabaseHealth } from './database.health.js';

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly database: DatabaseHealth) {}

  /** Never asks the database: a process is not restarted because another one is down. */
  @Get('live')
  @ApiOperation({ summary: 'Is the process alive?' })
  @ApiOkResponse({ type: HealthResponse, description: 'It is.' })
  live(): HealthResponse {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Can it serve requests?' })
  @ApiOkResponse({ type: HealthResponse, description: 'It can.' })
  @ApiProblem(503, {
    description: 'The database is out of reach.',
    codes: { service_unavailable: 'Service temporarily unavailable' },
  })
  async ready(): Promise<HealthResponse> {
    if (!(await this.database.isReachable())) {
      throw new ServiceUnavailableError();
    }
    return { status: 'ok' };
  }
}
