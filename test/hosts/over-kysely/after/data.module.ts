import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { SHOP, type ShopTables } from './shop-tables.js';

const pool = { provide: Pool, useFactory: () => new Pool({ connectionString: process.env['DATABASE_URL'] }) };

const shop = {
  provide: SHOP,
  inject: [Pool],
  useFactory: (connections: Pool) => new Kysely<ShopTables>({ dialect: new PostgresDialect({ pool: connections }) }),
};

@Global()
@Module({ providers: [pool, shop], exports: [pool, shop] })
export class DataModule implements OnApplicationShutdown {
  constructor(private readonly connections: Pool) {}

  async onApplicationShutdown() {
    await this.connections.end();
  }
}
