import { AuthDatabaseModule, pgAdapter } from '@portcullis/database';
import { Pool } from 'pg';

export const authDatabase = AuthDatabaseModule.forRootAsync({
  inject: [Pool],
  useFactory: pgAdapter,
  schema: 'auth',
});
