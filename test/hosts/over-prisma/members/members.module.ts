import { Module } from '@nestjs/common';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { AuthDatabaseModule } from '@portcullis/database';
import { prismaAdapter } from '@portcullis/database/prisma';
import { databaseSignInLimiter, limitsMigrations } from '@portcullis/limits';
import { SessionsModule, sessionsMigrations } from '@portcullis/sessions';
import { DataModule } from '../after/data.module.js';
import { PrismaClient } from '../after/prisma/client.js';
import { AccountController } from './account.controller.js';
import { MemberRepository } from './member.repository.js';

@Module({
  imports: [
    DataModule,
    AuthDatabaseModule.forRootAsync({
      inject: [PrismaClient],
      useFactory: prismaAdapter,
      schema: 'members_auth',
      migrations: [...sessionsMigrations, ...limitsMigrations],
    }),
    AuthModule.forRoot({
      isGlobal: true,
      userRepository: MemberRepository,
      issuer: 'https://members.example.com',
      audience: 'members',
      secret: process.env['AUTH_SECRET'] ?? '',
      password: { cost: Number(process.env['BCRYPT_COST'] ?? 12) },
      roles: ['editor'],
      signInLimiter: databaseSignInLimiter(),
    }),
    SessionsModule.forRoot(),
  ],
  controllers: [AccountController],
  providers: [...GLOBAL_GUARDS],
})
export class MembersModule {}
