import { Module } from '@nestjs/common';
import { ItemsController } from '../host/items.controller';
import { OrderStore } from '../host/order.store';
import { UsersModule } from '../host/users.module';
import { auth } from './auth';
import { OrdersController } from './orders.controller';
import { OwnsOrder } from './owns-order';

@Module({
  imports: [UsersModule, auth],
  controllers: [ItemsController, OrdersController],
  providers: [OrderStore, OwnsOrder],
})
export class AppModule {}
