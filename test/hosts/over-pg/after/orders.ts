import { Injectable } from '@nestjs/common';
import { Database } from '@portcullis/database';
import { type Registration, RegistrationService } from '@portcullis/users';
import { Pool } from 'pg';

export interface Order {
  readonly item: string;
  readonly guest: Registration;
}

@Injectable()
export class Orders {
  constructor(
    private readonly pool: Pool,
    private readonly database: Database,
    private readonly registration: RegistrationService,
  ) {}

  /** Registers the guest and stores the order, or does neither. */
  async place({ item, guest }: Order) {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const { id } = await this.database.within(client, () => this.registration.register(guest));
      await client.query('INSERT INTO orders (customer, item) VALUES ($1, $2)', [id, item]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
}
