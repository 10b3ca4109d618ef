import { TransactionHost } from '@nestjs-cls/transactional';
import { AuthDatabaseModule } from '@portcullis/database';
import { drizzleAdapter } from '@portcullis/database/drizzle';
import { keysMigrations } from '@portcullis/keys';
import { limitsMigrations } from '@portcullis/limits';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';
import { SHOP } from './schema.js';
import { currentTransaction } from './transactions.js';

export const authDatabase = AuthDatabaseModule.forRootAsync({
  // The option below asks the TransactionHost, so it must be there first.
  inject: [SHOP, TransactionHost],
  useFactory: drizzleAdapter,
  currentTransaction,
  schema: 'auth',
  migrations: [...usersMigrations, ...sessionsMigrations, ...keysMigrations, ...limitsMigrations],
});
