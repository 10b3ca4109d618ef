import { Module } from '@nestjs/common';
import { AuthModule } from '@portcullis/auth';
import { AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { databaseKeyRing, keysMigrations } from '@portcullis/keys';
import { pool, settings } from './settings.js';

@Module({
  imports: [
    AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations: keysMigrations }),
    AuthModule.forRoot({ ...settings, keyRing: databaseKeyRing({ algorithm: 'ES256' }) }),
  ],
})
export class AppModule {}
