import { Module } from '@nestjs/common';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { PostgresUserRepository, UsersModule, usersMigrations } from '@portcullis/users';
import { pool, settings } from './settings.js';

const users = UsersModule.forRoot();

@Module({
  imports: [
    AuthDatabaseModule.forRoot({ adapter: pgAdapter(pool), migrations: usersMigrations }),
    users,
    AuthModule.forRoot({ ...settings, imports: [users], userRepository: { useExisting: PostgresUserRepository } }),
  ],
  providers: [...GLOBAL_GUARDS],
})
export class AppModule {}
