import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BY_ACCESS_TOKEN } from '../../authorization/authenticates.decorator.js';
import { guardingOf } from '../../authorization/table/guarding.js';
import { Messages } from '../../authorization/table/messages.js';
import { admitsBeforehand } from './admission.js';

/**
 * A gateway that guards its messages and lets anybody connect would still talk to everybody, and has no token to read. It
 * stops the start.
 */
@Injectable()
export class GatewayCheck implements OnModuleInit {
  constructor(private readonly messages: Messages) {}

  onModuleInit(): void {
    for (const { transport, target, guards } of this.messages.list()) {
      const isGuarded = guardingOf(guards).authenticatesBy === BY_ACCESS_TOKEN;
      if (transport === 'websocket' && isGuarded && !admitsBeforehand(target)) {
        throw new Error(
          `${target.name} guards its messages, and lets anybody connect: put @AuthenticatedGateway() on it` +
            ', { optional: true } where strangers may listen.',
        );
      }
    }
  }
}
