import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { PolicyPredicate, Principal } from '@portcullis/auth';
import type { Request } from 'express';
import { OrderStore } from '../host/order.store';

@Injectable()
export class OwnsOrder implements PolicyPredicate {
  constructor(private readonly orders: OrderStore) {}

  allows({ user }: Principal, context: ExecutionContext) {
    const { id } = context.switchToHttp().getRequest<Request<{ id: string }>>().params;
    return this.orders.byId(id)?.customer === user.id;
  }
}
