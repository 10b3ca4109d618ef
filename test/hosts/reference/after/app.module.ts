import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GLOBAL_GUARDS } from '@portcullis/auth';
import { auth, users } from './auth.js';
import { authDatabase, database } from './database.js';
import { RootController } from './root.controller.js';
import { sessions, wellKnown } from './sessions.js';
import { UsersController } from './users.controller.js';

@Module({
  imports: [TypeOrmModule.forRoot(database), authDatabase, users, auth, sessions, wellKnown],
  controllers: [RootController, UsersController],
  providers: [...GLOBAL_GUARDS],
})
export class AppModule {}
