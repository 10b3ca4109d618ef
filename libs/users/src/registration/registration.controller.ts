import { Controller, Post, Req, UseInterceptors } from '@nestjs/common';
import { AuthErrorInterceptor, Public } from '@portcullis/auth';
import { ApiCreatedResponse, ApiOperation, ApiTags, JsonBody, signInOriginOf, TakesJson } from '@portcullis/auth/spi';
import { ApiRegistrationProblems } from './registration.answers.js';
import { RegistrationRequest } from './registration.request.js';
import { type Registration, RegistrationService } from './registration.service.js';
import { UserResponse } from './user.response.js';

@ApiTags('authentication')
@Public()
@UseInterceptors(AuthErrorInterceptor)
@Controller('register')
export class RegistrationController {
  constructor(private readonly registrations: RegistrationService) {}

  @Post()
  @ApiOperation({ summary: 'Register', description: 'Creates an account. Sign in to it at `POST /token`.' })
  @TakesJson(RegistrationRequest)
  @ApiCreatedResponse({ type: UserResponse, description: 'The account was created.' })
  @ApiRegistrationProblems()
  async register(
    @JsonBody(RegistrationRequest) registration: Registration,
    @Req() request: { readonly ip?: string },
  ): Promise<UserResponse> {
    return UserResponse.of(await this.registrations.register(registration, signInOriginOf(request)));
  }
}
