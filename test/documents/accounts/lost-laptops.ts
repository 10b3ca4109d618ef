import { Injectable } from '@nestjs/common';
import { PasswordReset } from '@portcullis/accounts';
import type { Cause } from '@portcullis/auth/spi';
import { Database } from '@portcullis/database';
import { pool } from './settings.js';

@Injectable()
export class LostLaptops {
  constructor(
    private readonly database: Database,
    private readonly resets: PasswordReset,
  ) {}

  /** Records the loss and mails the owner a link to a new password, both or neither. */
  async report(laptop: string, ownerId: string, cause: Cause): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('UPDATE laptops SET is_lost = true WHERE name = $1', [laptop]);
      await this.database.within(client, () => this.resets.start({ id: ownerId }, cause));
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
}
