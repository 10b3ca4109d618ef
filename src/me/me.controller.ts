import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '@portcullis/auth';
import { AccountResponse, type RegisteredUser } from '@portcullis/users';

@ApiTags('users')
@Controller('me')
export class MeController {
  @Get()
  @ApiOperation({ summary: 'Who am I?', description: 'The user whom the access token names.' })
  @ApiOkResponse({ type: AccountResponse, description: 'You.' })
  me(@CurrentUser() user: RegisteredUser): AccountResponse {
    return AccountResponse.of(user);
  }
}
