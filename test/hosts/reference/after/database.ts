import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { keysMigrations } from '@portcullis/keys';
import { limitsMigrations } from '@portcullis/limits';
import { sessionsMigrations, StoredSession } from '@portcullis/sessions';
import { User, usersMigrations } from '@portcullis/users';

export const database: TypeOrmModuleOptions = {
  type: 'postgres',
  url: process.env['DATABASE_URL'],
  entities: [User, StoredSession],
  migrations: [...usersMigrations, ...sessionsMigrations, ...keysMigrations, ...limitsMigrations],
  migrationsRun: true,
  // TypeORM would otherwise drop a condition on undefined, and so answer with the first row there is.
  invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
};
