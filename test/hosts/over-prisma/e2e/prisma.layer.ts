import { prismaAdapter } from '@portcullis/database/prisma';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../after/prisma/client.js';
import type { Layer, LayerOptions } from '../shared/database/layers/layer.js';

export async function openPrisma({ url, max = 4, queryTimeoutMs = 1_000 }: LayerOptions): Promise<Layer> {
  const prisma = new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max,
      query_timeout: queryTimeoutMs,
      connectionTimeoutMillis: queryTimeoutMs,
    }),
  });
  return {
    adapter: prismaAdapter(prisma),
    withoutTransaction: prisma,
    transaction: (work, level) =>
      prisma.$transaction(
        (tx) => work({ raw: tx, write: (statement) => tx.$executeRawUnsafe(statement) }),
        level && { isolationLevel: 'Serializable' },
      ),
    close: () => prisma.$disconnect(),
  };
}
