import { Injectable } from '@nestjs/common';
import { queryRows } from '@portcullis/database';
import { DataSource } from 'typeorm';

@Injectable()
export class DatabaseHealth {
  constructor(private readonly dataSource: DataSource) {}

  /** Queries the database with the same deadline as requests, two seconds. */
  async isReachable(): Promise<boolean> {
    try {
      await queryRows(this.dataSource, 'SELECT 1', []);
      return true;
    } catch {
      return false;
    }
  }
}
