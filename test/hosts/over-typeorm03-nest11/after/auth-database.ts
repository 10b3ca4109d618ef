import { AuthDatabaseModule } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { DataSource } from 'typeorm';

export const authDatabase = AuthDatabaseModule.forRootAsync({
  inject: [DataSource],
  useFactory: typeOrmAdapter,
  schema: 'auth',
});
