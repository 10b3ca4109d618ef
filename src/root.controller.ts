import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiSchema, ApiTags } from '@nestjs/swagger';
import { Public } from '@portcullis/auth';

@ApiSchema({ name: 'Service' })
class RootResponse {
  @ApiProperty({ example: 'Portcullis: authentication for NestJS' })
  readonly message!: string;
}

@ApiTags('service')
@Public()
@Controller()
export class RootController {
  @Get()
  @ApiOperation({ summary: 'Describe the service' })
  @ApiOkResponse({ type: RootResponse, description: 'The name of the service.' })
  root(): RootResponse {
    return { message: 'Portcullis: authentication for NestJS' };
  }
}
