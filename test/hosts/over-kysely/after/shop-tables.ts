export interface ShopTables {
  orders: { customer: number; item: string };
}

/** The token of the application's Kysely. */
export const SHOP = Symbol('Kysely<ShopTables>');
