import { ClsPluginTransactional, TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterDrizzleOrm } from '@nestjs-cls/transactional-adapter-drizzle-orm';
import { ClsModule } from 'nestjs-cls';
import { SHOP, type Shop } from './schema.js';

export type ShopTransactions = TransactionalAdapterDrizzleOrm<Shop>;

export const transactions = ClsModule.forRoot({
  global: true,
  plugins: [
    new ClsPluginTransactional({ adapter: new TransactionalAdapterDrizzleOrm({ drizzleInstanceToken: SHOP }) }),
  ],
});

/** The transaction of the `@Transactional()` method in which the present code runs. */
export function currentTransaction() {
  const host = TransactionHost.getInstance<ShopTransactions>();
  return host.isTransactionActive() ? host.tx : undefined;
}
