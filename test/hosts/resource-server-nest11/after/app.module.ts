import { Module } from '@nestjs/common';
import { GLOBAL_GUARDS } from '@portcullis/auth';
import { ResourceServerModule } from '@portcullis/auth/resource-server';
import { ReportsController } from './reports.controller';

const issuer = process.env.AUTH_ISSUER ?? '';

@Module({
  imports: [ResourceServerModule.forRoot({ issuer, audience: 'reference', isGlobal: true })],
  controllers: [ReportsController],
  providers: [...GLOBAL_GUARDS],
})
export class AppModule {}
