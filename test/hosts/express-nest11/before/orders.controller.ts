import { Controller, Delete, Get, NotFoundException, Param } from '@nestjs/common';
import { OrderStore } from '../host/order.store';

@Controller({ path: 'orders', version: '1' })
export class OrdersController {
  constructor(private readonly orders: OrderStore) {}

  @Get()
  list() {
    return this.orders.all();
  }

  @Get(':id')
  one(@Param('id') id: string) {
    return this.orders.byId(id) ?? notFound();
  }

  @Delete(':id')
  remove(@Param('id') id: string) {
    this.orders.remove(id);
  }
}

function notFound(): never {
  throw new NotFoundException('No such order');
}
