import { Injectable } from '@nestjs/common';
import { queryRows } from '@portcullis/database';
import { DataSource } from 'typeorm';

@Injectable()
export class DatabaseHealth {
  constructor(private readonly dataSource: DataSource) {}

  /** Asks as every request does: within two seconds, and giving up a connection that does not answer. */
  async isReachable(): Promise<boolean> {
    try {
      await queryRows(this.dataSource, 'SELECT 1', []);
      return true;
    } catch {
      return false;
    }
  }
}
