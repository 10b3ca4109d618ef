import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';

@Global()
@Module({
  providers: [{ provide: Pool, useFactory: () => new Pool({ connectionString: process.env['DATABASE_URL'] }) }],
  exports: [Pool],
})
export class DataModule implements OnApplicationShutdown {
  constructor(private readonly pool: Pool) {}

  async onApplicationShutdown() {
    await this.pool.end();
  }
}
