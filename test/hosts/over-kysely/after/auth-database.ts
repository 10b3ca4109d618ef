import { AuthDatabaseModule } from '@portcullis/database';
import { kyselyAdapter } from '@portcullis/database/kysely';
import { keysMigrations } from '@portcullis/keys';
import { limitsMigrations } from '@portcullis/limits';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';
import { Pool } from 'pg';

export const authDatabase = AuthDatabaseModule.forRootAsync({
  inject: [Pool],
  useFactory: kyselyAdapter,
  schema: 'auth',
  migrations: [...usersMigrations, ...sessionsMigrations, ...keysMigrations, ...limitsMigrations],
});
