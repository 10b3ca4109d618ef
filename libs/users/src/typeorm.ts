// For applications with TypeORM. Nothing else of this library loads it.
export { User } from './user.entity.js';
