import { Body, Controller, Post, UseInterceptors } from '@nestjs/common';
import { AuthErrorInterceptor, Public } from '@portcullis/auth';
import { type Order, Orders } from './orders.js';

@UseInterceptors(AuthErrorInterceptor)
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: Orders) {}

  /** Guests get an account with their first order. */
  @Public()
  @Post()
  async order(@Body() order: Order) {
    await this.orders.place(order);
    return { item: order.item };
  }
}
