import { Body, Controller, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { originOfRequest, Public } from '@portcullis/auth';
import { ApiRegistrationProblems } from './registration.answers.js';
import { RegistrationPipe } from './registration.pipe.js';
import { RegistrationProblems } from './registration.problems.js';
import { RegistrationRequest } from './registration.request.js';
import { type Registration, RegistrationService } from './registration.service.js';
import { UserResponse } from './user.response.js';

@ApiTags('authentication')
@Public()
@UseInterceptors(RegistrationProblems)
@Controller('register')
export class RegistrationController {
  constructor(private readonly registrations: RegistrationService) {}

  /**
   * The parameter's type is an interface, which leaves no trace at runtime: a global ValidationPipe of the host has
   * nothing to go by and can neither strip members nor answer in its own way before this route's pipe has looked.
   */
  @Post()
  @ApiOperation({ summary: 'Register', description: 'Makes an account; signing in to it is for the token endpoint.' })
  @ApiBody({ type: RegistrationRequest })
  @ApiCreatedResponse({ type: UserResponse, description: 'The account has been made.' })
  @ApiRegistrationProblems()
  async register(
    @Body(RegistrationPipe) registration: Registration,
    @Req() request: { readonly ip?: string },
  ): Promise<UserResponse> {
    return UserResponse.of(await this.registrations.register(registration, originOfRequest(request)));
  }
}
