import { TypeOrmModule } from '@nestjs/typeorm';
import { typeOrmMigrations } from '@portcullis/database/typeorm';
import { keysMigrations } from '@portcullis/keys';
import { limitsMigrations } from '@portcullis/limits';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';
import { OrderRow } from './order-row.entity.js';

const auth = [...usersMigrations, ...sessionsMigrations, ...keysMigrations, ...limitsMigrations];

export const DataModule = TypeOrmModule.forRoot({
  type: 'postgres',
  url: process.env['DATABASE_URL'],
  entities: [OrderRow],
  migrations: [...typeOrmMigrations(auth, { schema: 'auth' })],
  migrationsRun: true,
});
