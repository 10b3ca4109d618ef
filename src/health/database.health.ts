import { Injectable } from '@nestjs/common';
import { Database } from '@portcullis/database';

@Injectable()
export class DatabaseHealth {
  constructor(private readonly database: Database) {}

  /** Queries the database with the same deadline as requests, two seconds. */
  async isReachable(): Promise<boolean> {
    try {
      await this.database.query('SELECT 1 AS one');
      return true;
    } catch {
      return false;
    }
  }
}
