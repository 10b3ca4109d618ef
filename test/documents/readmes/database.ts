import { Injectable } from '@nestjs/common';
import { AuthDatabaseModule, Database, pgAdapter } from '@portcullis/database';
import { sessionsMigrations } from '@portcullis/sessions';
import { pool } from './settings.js';

export const authDatabase = AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations: sessionsMigrations });

@Injectable()
export class Badges {
  constructor(private readonly database: Database) {}

  async lose(id: number) {
    await this.database.transaction(({ query }) => query('DELETE FROM badges WHERE id = $1', [id]));
  }
}
