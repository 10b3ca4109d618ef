// @ts-check
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@prisma/client';
import { built } from './built.mjs';
import { poolOf } from './pool-of.mjs';

/** @type {typeof import('../../libs/database/src/prisma.js')} */
const { prismaAdapter } = await built('libs/database/src/prisma.js');

/** @param {string} url */
export function adapterOf(url) {
  const pool = poolOf(url);
  return prismaAdapter(new PrismaClient({ adapter: new PrismaPg(pool) }), pool);
}
