import { Injectable } from '@nestjs/common';
import { Transactional, TransactionHost } from '@nestjs-cls/transactional';
import { type Registration, RegistrationService } from '@portcullis/users';
import { orders } from './schema.js';
import type { ShopTransactions } from './transactions.js';

export interface Order {
  readonly item: string;
  readonly guest: Registration;
}

@Injectable()
export class Orders {
  constructor(
    private readonly transactions: TransactionHost<ShopTransactions>,
    private readonly registration: RegistrationService,
  ) {}

  /** Registers the guest and stores the order, or does neither. */
  @Transactional()
  async place({ item, guest }: Order) {
    const { id } = await this.registration.register(guest);
    await this.transactions.tx.insert(orders).values({ customer: id, item });
  }
}
