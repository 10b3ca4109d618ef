import type { MigrationRunner } from '@portcullis/database';

export interface UsersColumn {
  readonly name: string;
  /** As PostgreSQL writes it: `character varying(50)`. */
  readonly type: string;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
  readonly isPrimaryKey: boolean;
}

export interface UsersTable {
  /** `r` for an ordinary table, `v` for a view (PostgreSQL, pg_class). */
  readonly kind: string;
  readonly columns: ReadonlyMap<string, UsersColumn>;
}

/** The columns that a table must have to be adopted. Other columns are ignored. */
const EXPECTED_TYPES: Readonly<Record<string, string>> = {
  id: 'integer',
  username: 'character varying(50)',
  email: 'character varying(100)',
  hashed_password: 'character varying(255)',
  is_active: 'boolean',
  created_at: 'timestamp with time zone',
};

/** May exist already if the record of earlier migrations was lost. */
const CANONICAL_COLUMNS = ['username_canonical', 'email_canonical'];

/** The table `users` with the naming of the application, or `null`. Without a schema, the one that the name means in this session. */
export async function inspectUsersTable(runner: MigrationRunner): Promise<UsersTable | null> {
  const [table] = (await runner.query(
    `SELECT relkind::text AS kind FROM pg_class WHERE oid = to_regclass('{users}')`,
  )) as {
    kind: string;
  }[];
  if (!table) {
    return null;
  }
  const columns = (await runner.query(`
    SELECT attname::text AS name,
           format_type(atttypid, atttypmod) AS type,
           NOT attnotnull AS "isNullable",
           atthasdef OR attidentity <> '' AS "hasDefault",
           EXISTS (
             SELECT FROM pg_index WHERE indrelid = attrelid AND indisprimary AND indnkeyatts = 1 AND indkey[0] = attnum
           ) AS "isPrimaryKey"
    FROM pg_attribute
    WHERE attrelid = to_regclass('{users}') AND attnum > 0 AND NOT attisdropped`)) as UsersColumn[];
  return { kind: table.kind, columns: new Map(columns.map((column) => [column.name, column])) };
}

/** Each thing that keeps this table from being adopted, in words. */
export function differencesOf(table: UsersTable | null): string[] {
  if (table?.kind !== 'r') {
    return ['it is not an ordinary table'];
  }
  const { columns } = table;
  return [
    ...Object.entries(EXPECTED_TYPES).flatMap(([name, type]) => typeDifference(columns.get(name), name, type)),
    ...CANONICAL_COLUMNS.filter((name) => columns.has(name)).flatMap((name) =>
      typeDifference(columns.get(name), name, 'text'),
    ),
    ...(columns.get('id')?.isPrimaryKey === false ? ['"id" is not the primary key'] : []),
    ...(columns.get('id')?.hasDefault === false ? ['"id" has no sequence'] : []),
    ...['username', 'email'].filter((name) => columns.get(name)?.isNullable).map((name) => `"${name}" can be null`),
  ];
}

function typeDifference(column: UsersColumn | undefined, name: string, type: string): string[] {
  if (!column) {
    return [`there is no column "${name}"`];
  }
  return column.type === type ? [] : [`"${name}" is ${column.type} and not ${type}`];
}
