import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { AuthDatabaseModule } from '@portcullis/database';
import { typeOrmAdapter } from '@portcullis/database/typeorm';
import { keysMigrations } from '@portcullis/keys';
import { limitsMigrations } from '@portcullis/limits';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';
import { DataSource } from 'typeorm';

export const database: TypeOrmModuleOptions = {
  type: 'postgres',
  url: process.env['DATABASE_URL'],
  migrationsRun: true,
  // TypeORM would otherwise drop a condition on undefined, and so answer with the first row there is.
  invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
};

export const authDatabase = AuthDatabaseModule.forRootAsync({
  inject: [DataSource],
  useFactory: typeOrmAdapter,
  migrations: [...usersMigrations, ...sessionsMigrations, ...keysMigrations, ...limitsMigrations],
});
