import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BY_CREDENTIAL_SCHEME } from '../../authorization/authenticates.decorator.js';
import { guardingOf } from '../../authorization/table/guarding.js';
import { Messages } from '../../authorization/table/messages.js';
import { admitsBeforehand } from './admission.js';

/**
 * A gateway that guards its messages but not its sockets stops the start: it would send to clients that are not authenticated, and its
 * guards would find no credential.
 */
@Injectable()
export class GatewayCheck implements OnModuleInit {
  constructor(private readonly messages: Messages) {}

  onModuleInit(): void {
    for (const { transport, target, guards } of this.messages.list()) {
      const isGuarded = guardingOf(guards).authenticatesBy === BY_CREDENTIAL_SCHEME;
      if (transport === 'websocket' && isGuarded && !admitsBeforehand(target)) {
        throw new Error(
          `${target.name} guards its messages, but every client can connect: put @AuthenticatedGateway() on it` +
            ', or @AuthenticatedGateway({ optional: true }) to admit clients without a credential.',
        );
      }
    }
  }
}
