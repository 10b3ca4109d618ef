import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@portcullis/database';
import { type Registration, RegistrationService } from '@portcullis/users';
import { Kysely } from 'kysely';
import { SHOP, type ShopTables } from './shop-tables.js';

export interface Order {
  readonly item: string;
  readonly guest: Registration;
}

@Injectable()
export class Orders {
  constructor(
    @Inject(SHOP) private readonly shop: Kysely<ShopTables>,
    private readonly database: Database,
    private readonly registration: RegistrationService,
  ) {}

  /** Registers the guest and stores the order, or does neither. */
  place({ item, guest }: Order) {
    return this.shop.transaction().execute(async (tx) => {
      const { id } = await this.database.within(tx, () => this.registration.register(guest));
      await tx.insertInto('orders').values({ customer: id, item }).execute();
    });
  }
}
