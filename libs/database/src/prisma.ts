// For applications with Prisma, which this library does not import.
export { prismaAdapter } from './adapter/prisma.adapter.js';
export type { PrismaLike, PrismaTransaction } from './adapter/prisma-transaction.js';
