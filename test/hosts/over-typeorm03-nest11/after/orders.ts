import { Injectable } from '@nestjs/common';
import { Database } from '@portcullis/database';
import { type Registration, RegistrationService } from '@portcullis/users';
import { DataSource } from 'typeorm';
import { OrderRow } from './order-row.entity.js';

export interface Order {
  readonly item: string;
  readonly guest: Registration;
}

@Injectable()
export class Orders {
  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly registration: RegistrationService,
  ) {}

  /** Registers the guest and stores the order, or does neither. */
  async place({ item, guest }: Order) {
    await this.dataSource.transaction(async (manager) => {
      const { id } = await this.database.within(manager, () => this.registration.register(guest));
      await manager.insert(OrderRow, { customer: id, item });
    });
  }
}
