import type { TypeOrmModuleOptions } from '@nestjs/typeorm';

export const database: TypeOrmModuleOptions = {
  type: 'postgres',
  url: process.env['DATABASE_URL'],
  migrationsRun: true,
  // TypeORM would otherwise drop a condition on undefined, and so answer with the first row there is.
  invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
};
