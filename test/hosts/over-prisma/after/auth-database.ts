import { AuthDatabaseModule } from '@portcullis/database';
import { prismaAdapter } from '@portcullis/database/prisma';
import { keysMigrations } from '@portcullis/keys';
import { limitsMigrations } from '@portcullis/limits';
import { sessionsMigrations } from '@portcullis/sessions';
import { usersMigrations } from '@portcullis/users';
import { PrismaClient } from './prisma/client.js';

export const authDatabase = AuthDatabaseModule.forRootAsync({
  inject: [PrismaClient],
  useFactory: prismaAdapter,
  schema: 'auth',
  migrations: [...usersMigrations, ...sessionsMigrations, ...keysMigrations, ...limitsMigrations],
});
