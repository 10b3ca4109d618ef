import { Module } from '@nestjs/common';
import { GLOBAL_GUARDS } from '@portcullis/auth';
import { auth, keys, sessions, users } from './auth.js';
import { authDatabase } from './auth-database.js';
import { DataModule } from './data.module.js';
import { LoginController } from './login.controller.js';
import { Orders } from './orders.js';
import { OrdersController } from './orders.controller.js';
import { RootController } from './root.controller.js';

@Module({
  imports: [DataModule, authDatabase, users, auth, sessions, keys],
  controllers: [RootController, LoginController, OrdersController],
  providers: [Orders, ...GLOBAL_GUARDS],
})
export class AppModule {}
