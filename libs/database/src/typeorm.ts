// For applications with TypeORM. Nothing else of this library loads it.
export { typeOrmAdapter } from './adapter/typeorm.adapter.js';
export { typeOrmMigrations } from './migrations/typeorm-migrations.js';
