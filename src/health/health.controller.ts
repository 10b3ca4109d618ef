import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiErrors, Public, ServiceUnavailableError } from '@portcullis/auth';
import { HealthResponse } from './health.response.js';
import { DatabaseHealth } from './database.health.js';

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly database: DatabaseHealth) {}

  /** Never queries the database: an orchestrator must not restart the service because the database is down. */
  @Get('live')
  @ApiOperation({ summary: 'Check that the process is alive' })
  @ApiOkResponse({ type: HealthResponse, description: 'The process is alive.' })
  live(): HealthResponse {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Check that the service can handle requests' })
  @ApiOkResponse({ type: HealthResponse, description: 'The service can handle requests.' })
  @ApiErrors({ ...ServiceUnavailableError.documentation, when: 'The database does not respond.' })
  async ready(): Promise<HealthResponse> {
    if (!(await this.database.isReachable())) {
      throw new ServiceUnavailableError();
    }
    return { status: 'ok' };
  }
}
