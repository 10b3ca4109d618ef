import { Module } from '@nestjs/common';
import { ItemsController } from '../host/items.controller';
import { OrderStore } from '../host/order.store';
import { UsersModule } from '../host/users.module';
import { OrdersController } from './orders.controller';

@Module({
  imports: [UsersModule],
  controllers: [ItemsController, OrdersController],
  providers: [OrderStore],
})
export class AppModule {}
