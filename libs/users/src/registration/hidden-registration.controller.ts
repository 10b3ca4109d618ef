import { Controller, HttpCode, Post, Req, UseInterceptors } from '@nestjs/common';
import { AuthErrorInterceptor, Public } from '@portcullis/auth';
import {
  ApiOperation,
  ApiProperty,
  ApiResponse,
  ApiSchema,
  ApiTags,
  JsonBody,
  NoStore,
  signInOriginOf,
  TakesJson,
} from '@portcullis/auth/spi';
import { ApiRegistrationProblems } from './registration.answers.js';
import { RegistrationRequest } from './registration.request.js';
import { type Registration, RegistrationService } from './registration.service.js';

const ACCEPTED = { message: 'Open the mail that is on its way to this address.' };

/** The same whether or not a user has the address. */
@ApiSchema({ name: 'RegistrationAccepted' })
class RegistrationAcceptedResponse {
  @ApiProperty({ description: 'For the user.', example: ACCEPTED.message })
  readonly message!: string;
}

/** Replaces `RegistrationController` if clients must not learn which addresses are taken. */
@ApiTags('authentication')
@Public()
@NoStore()
@UseInterceptors(AuthErrorInterceptor)
@Controller('register')
export class HiddenRegistrationController {
  constructor(private readonly registrations: RegistrationService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Register',
    description: 'Creates an account. Verify the address by the mail that you get, then sign in at `POST /token`.',
  })
  @TakesJson(RegistrationRequest)
  @ApiResponse({
    status: 202,
    type: RegistrationAcceptedResponse,
    description: 'The request was accepted. The response is the same whether or not a user has the address.',
  })
  @ApiRegistrationProblems()
  async register(
    @JsonBody(RegistrationRequest) registration: Registration,
    @Req() request: { readonly ip?: string },
  ): Promise<RegistrationAcceptedResponse> {
    await this.registrations.registerHidden(registration, signInOriginOf(request));
    return ACCEPTED;
  }
}
