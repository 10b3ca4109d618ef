import { createHash } from 'node:crypto';
import { optional, type OptionRule, type OptionRules } from '@portcullis/auth/spi';

/** Where the tables are and how they are named. */
export interface TableNaming {
  /** The schema of the tables. Migrations create it. @default the first of the connection's `search_path` */
  readonly schema?: string;
  /** Precedes the name of every table and index, such as `auth_`. @default none */
  readonly prefix?: string;
}

/** A name that needs no quotes in SQL. */
const NAME = /^[a-z_][a-z0-9_]*$/;

/** `{sessions}` is a table or an index, and `{sessions!}` its name alone, as `CREATE INDEX` and `CONSTRAINT` need it. */
const PLACEHOLDER = /\{([a-z_]+)(!?)\}/g;

/** Writes the names of tables and indexes into SQL that has placeholders for them. */
export class TableNames {
  readonly schema: string | undefined;
  readonly #prefix: string;
  readonly #resolved = new Map<string, string>();

  constructor({ schema, prefix = '' }: TableNaming) {
    this.schema = schema;
    this.#prefix = prefix;
  }

  /** Distinguishes named statements of two namings that share a connection. Empty for the plain names. */
  get mark(): string {
    const naming = [this.schema ?? '', this.#prefix].join('.');
    return naming === '.' ? '' : createHash('sha256').update(naming).digest('hex').slice(0, 8);
  }

  /** The name of a table or an index as SQL uses it. */
  of(name: string): string {
    return this.schema === undefined ? this.plain(name) : `${this.schema}.${this.plain(name)}`;
  }

  /** The name without the schema. */
  plain(name: string): string {
    return this.#prefix + name;
  }

  /** @param sql one of the constant texts of these libraries: each is kept */
  in(sql: string): string {
    const known = this.#resolved.get(sql);
    if (known !== undefined) {
      return known;
    }
    const resolved = sql.replace(PLACEHOLDER, (_placeholder, name: string, isPlain: string) =>
      isPlain ? this.plain(name) : this.of(name),
    );
    this.#resolved.set(sql, resolved);
    return resolved;
  }
}

const sqlName: OptionRule<string> = {
  allowed: 'at most 30 lower-case letters, digits and underscores, with a letter or an underscore first',
  example: "'auth_'",
  accepts: (value) => typeof value === 'string' && value.length <= 30 && NAME.test(value),
};

export const TABLE_NAMING_RULES = {
  schema: optional(sqlName),
  prefix: optional(sqlName),
} satisfies OptionRules<TableNaming>;
