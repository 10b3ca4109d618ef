import { prismaAdapter } from '@portcullis/database/prisma';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolConfig } from 'pg';
import { PrismaClient } from '../after/prisma/client.js';
import type { Layer, LayerOptions } from '../shared/database/layers/layer.js';

export async function openPrisma(options: LayerOptions): Promise<Layer> {
  const prisma = new PrismaClient({ adapter: new PrismaPg(poolConfigOf(options)) });
  return layerOf(prisma, prismaAdapter(prisma), () => prisma.$disconnect());
}

/** The libraries run their statements on the pool of Prisma. */
export async function openPrismaWithPool(options: LayerOptions): Promise<Layer> {
  const pool = new Pool(poolConfigOf(options));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return layerOf(prisma, prismaAdapter(prisma, pool), async () => {
    await prisma.$disconnect();
    await pool.end();
  });
}

function poolConfigOf({ url, max = 4, queryTimeoutMs = 1_000 }: LayerOptions): PoolConfig {
  return { connectionString: url, max, query_timeout: queryTimeoutMs, connectionTimeoutMillis: queryTimeoutMs };
}

function layerOf(prisma: PrismaClient, adapter: Layer['adapter'], close: Layer['close']): Layer {
  return {
    adapter,
    withoutTransaction: prisma,
    transaction: (work, level) =>
      prisma.$transaction(
        (tx) => work({ raw: tx, write: (statement) => tx.$executeRawUnsafe(statement) }),
        level && { isolationLevel: 'Serializable' },
      ),
    close,
  };
}
