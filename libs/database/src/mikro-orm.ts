// For applications with MikroORM, which this library does not import.
export { mikroOrmAdapter, type MikroOrmEntityManager } from './adapter/mikro-orm.adapter.js';
