import type { DataSource } from 'typeorm';

/**
 * Refuses a data source whose options make TypeORM name the tables differently. The SQL of these libraries uses plain names (`users`,
 * `sessions`), so that TypeORM's entities and this SQL would use different tables.
 *
 * @throws Error that says what to change
 */
export function demandPlainNames({ options, driver }: DataSource): void {
  // A test double may have neither.
  const { entityPrefix, schema } = (options ?? {}) as { readonly entityPrefix?: string; readonly schema?: string };
  if (entityPrefix) {
    throw new Error(
      `The data source has the entityPrefix '${entityPrefix}', and Portcullis's tables have no prefix. Give the entities and migrations ` +
        'of Portcullis a data source without entityPrefix.',
    );
  }
  const { searchSchema } = (driver ?? {}) as { readonly searchSchema?: string | null };
  if (schema && searchSchema !== undefined && searchSchema !== schema) {
    throw new Error(
      `The data source has the schema '${schema}', but its connections look for tables in '${searchSchema ?? 'no schema'}'. Create the ` +
        `schema, and add to the options of the data source: extra: { options: '-c search_path=${schema}' }`,
    );
  }
}
