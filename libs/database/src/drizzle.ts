// For applications with Drizzle. Nothing else of this library loads it.
export { drizzleAdapter, type DrizzleTransaction } from './adapter/drizzle.adapter.js';
