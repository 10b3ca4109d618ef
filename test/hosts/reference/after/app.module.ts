import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GLOBAL_GUARDS } from '@portcullis/auth';
import { auth, users } from './auth.js';
import { database } from './database.js';
import { RootController } from './root.controller.js';
import { UsersController } from './users.controller.js';

@Module({
  imports: [TypeOrmModule.forRoot(database), users, auth],
  controllers: [RootController, UsersController],
  providers: [...GLOBAL_GUARDS],
})
export class AppModule {}
