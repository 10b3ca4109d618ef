import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { SHOP, type Shop } from './schema.js';

const shop = {
  provide: SHOP,
  useFactory: (): Shop => drizzle({ client: new Pool({ connectionString: process.env['DATABASE_URL'] }) }),
};

@Global()
@Module({ providers: [shop], exports: [shop] })
export class DataModule implements OnApplicationShutdown {
  constructor(@Inject(SHOP) private readonly db: Shop) {}

  async onApplicationShutdown() {
    await this.db.$client.end();
  }
}
