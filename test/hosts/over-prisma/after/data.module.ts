import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './prisma/client.js';

const prisma = {
  provide: PrismaClient,
  useFactory: () => new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env['DATABASE_URL'] }) }),
};

@Global()
@Module({ providers: [prisma], exports: [prisma] })
export class DataModule implements OnApplicationShutdown {
  constructor(private readonly client: PrismaClient) {}

  async onApplicationShutdown() {
    await this.client.$disconnect();
  }
}
