import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '@portcullis/auth';
import { AccountResponse, type RegisteredUser } from '@portcullis/users';

@ApiTags('users')
@Controller('me')
export class MeController {
  @Get()
  @ApiOperation({ summary: 'Get my account', description: 'The user of the access token.' })
  @ApiOkResponse({ type: AccountResponse, description: 'Your account.' })
  me(@CurrentUser() user: RegisteredUser): AccountResponse {
    return AccountResponse.of(user);
  }
}
