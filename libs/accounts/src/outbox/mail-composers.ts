import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { singletonsOf } from '@portcullis/auth/spi';
import { MailComposer } from './mail.composer.js';

/** Every {@link MailComposer} of the application by its purpose, found at start. */
@Injectable()
export class MailComposers implements OnModuleInit {
  #composers: ReadonlyMap<string, MailComposer> = new Map();

  constructor(@Inject(DiscoveryService) private readonly discovery: Pick<DiscoveryService, 'getProviders'>) {}

  /** @throws Error if one is not a singleton, or if two have the same purpose */
  onModuleInit(): void {
    const found = new Map<string, MailComposer>();
    for (const composer of singletonsOf(MailComposer, this.discovery)) {
      const other = found.get(composer.purpose);
      if (other) {
        const names = `${other.constructor.name} and ${composer.constructor.name}`;
        throw new Error(`${names} both compose mails of the purpose ${composer.purpose}: provide one of them.`);
      }
      found.set(composer.purpose, composer);
    }
    this.#composers = found;
  }

  /** @throws Error if there is none */
  of(purpose: string): MailComposer {
    const composer = this.#composers.get(purpose);
    if (!composer) {
      throw new Error(`No MailComposer has the purpose ${purpose}: provide one in a module of the application.`);
    }
    return composer;
  }
}
