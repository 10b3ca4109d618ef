import { Controller, Delete, Get, NotFoundException, Param } from '@nestjs/common';
import { anyOf, Authenticated, Authorize, hasRole, passes, Roles, Scopes } from '@portcullis/auth';
import { OrderStore } from '../host/order.store';
import { OwnsOrder } from './owns-order';

@Authenticated()
@Controller({ path: 'orders', version: '1' })
export class OrdersController {
  constructor(private readonly orders: OrderStore) {}

  @Get()
  @Scopes('orders:read')
  list() {
    return this.orders.all();
  }

  @Get(':id')
  @Authorize(anyOf(hasRole('clerk'), passes(OwnsOrder)))
  one(@Param('id') id: string) {
    return this.orders.byId(id) ?? notFound();
  }

  @Delete(':id')
  @Roles('clerk')
  remove(@Param('id') id: string) {
    this.orders.remove(id);
  }
}

function notFound(): never {
  throw new NotFoundException('No such order');
}
