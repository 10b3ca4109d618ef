// For applications with Prisma, which this library does not import.
export { prismaAdapter, type PrismaLike, type PrismaTransaction } from './adapter/prisma.adapter.js';
