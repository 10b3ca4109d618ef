import { Module } from '@nestjs/common';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { SessionsModule, sessionsMigrations } from '@portcullis/sessions';
import { pool, settings } from './settings.js';

@Module({
  imports: [
    AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations: sessionsMigrations }),
    AuthModule.forRoot(settings),
    SessionsModule.forRoot(),
  ],
  providers: [...GLOBAL_GUARDS],
})
export class AppModule {}
