import { Injectable } from '@nestjs/common';

export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly items: readonly string[];
}

@Injectable()
export class OrderStore {
  readonly #orders = new Map<string, Order>([
    ['100', { id: '100', customer: 'u-carol', items: ['lamp'] }],
    ['200', { id: '200', customer: 'u-dave', items: ['chair'] }],
  ]);

  all(): Order[] {
    return [...this.#orders.values()];
  }

  byId(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  remove(id: string): void {
    this.#orders.delete(id);
  }
}
