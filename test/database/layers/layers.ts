import { DataSource } from 'typeorm';
import { openDrizzle } from './drizzle.layer.js';
import { openKysely } from './kysely.layer.js';
import type { OpenLayer } from './layer.js';
import { openMikroOrm } from './mikro-orm.layer.js';
import { openPg } from './pg.layer.js';
import { typeOrmOf } from './typeorm.layer.js';

/** The data layers that can be installed beside each other. Applications in `test/hosts` run the same suites with the others. */
export const LAYERS: readonly (readonly [name: string, open: OpenLayer])[] = [
  ['pg', openPg],
  ['TypeORM', typeOrmOf(DataSource)],
  ['Drizzle', openDrizzle],
  ['Kysely', openKysely],
  ['MikroORM', openMikroOrm],
];
