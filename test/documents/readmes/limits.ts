import { Module } from '@nestjs/common';
import { AuthModule } from '@portcullis/auth';
import { AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { databaseSignInLimiter, limitsMigrations } from '@portcullis/limits';
import { pool, settings } from './settings.js';

@Module({
  imports: [
    AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations: limitsMigrations }),
    AuthModule.forRoot({ ...settings, signInLimiter: databaseSignInLimiter() }),
  ],
})
export class AppModule {}
