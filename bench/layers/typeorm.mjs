// @ts-check
import { DataSource } from 'typeorm';
import { built } from './built.mjs';

/** @type {typeof import('../../libs/database/src/typeorm.js')} */
const { typeOrmAdapter } = await built('libs/database/src/typeorm.js');
/** @type {typeof import('../../src/database/data-source.js')} */
const { dataSourceOptions } = await built('src/database/data-source.js');

/** @param {string} url */
export async function adapterOf(url) {
  return typeOrmAdapter(await new DataSource(dataSourceOptions(url)).initialize());
}
