import { Controller, UseGuards } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import {
  ActiveUserGuard,
  Authenticated,
  Authorize,
  CurrentUser,
  JwtAuthGuard,
  OptionalAuth,
  passes,
  Public,
  Roles,
  Scopes,
} from '@portcullis/auth';
import { HasShortName } from './chat.gateway.js';

/** The messages and events of a microservice. */
@Controller()
@Authenticated()
export class DeskController {
  readonly noted: string[] = [];

  @MessagePattern('whoami')
  whoami(@CurrentUser('username') username: string) {
    return username;
  }

  @MessagePattern('role')
  @Roles('admin')
  role() {
    return 'yes';
  }

  @MessagePattern('scope')
  @Scopes('chat:write')
  scope() {
    return 'yes';
  }

  @MessagePattern('predicate')
  @Authorize(passes(HasShortName))
  predicate() {
    return 'yes';
  }

  @MessagePattern('open')
  @Public()
  open() {
    return 'open';
  }

  @EventPattern('note')
  note(@CurrentUser('username') username: string) {
    this.noted.push(username);
  }
}

@Controller()
@UseGuards(JwtAuthGuard, ActiveUserGuard)
@OptionalAuth()
export class DoorController {
  @MessagePattern('greeting')
  greeting(@CurrentUser('username') username: string | null) {
    return `Hello, ${username ?? 'stranger'}`;
  }
}
