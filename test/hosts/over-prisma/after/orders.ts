import { Injectable } from '@nestjs/common';
import { Database } from '@portcullis/database';
import { type Registration, RegistrationService } from '@portcullis/users';
import { PrismaClient } from './prisma/client.js';

export interface Order {
  readonly item: string;
  readonly guest: Registration;
}

@Injectable()
export class Orders {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly database: Database,
    private readonly registration: RegistrationService,
  ) {}

  /** Registers the guest and stores the order, or does neither. */
  async place({ item, guest }: Order) {
    await this.prisma.$transaction(async (tx) => {
      const { id } = await this.database.within(tx, () => this.registration.register(guest));
      await tx.order.create({ data: { customer: id, item } });
    });
  }
}
