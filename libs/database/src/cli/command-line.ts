import { parseArgs } from 'node:util';
import type { TableNaming } from '../table-names.js';
import { UsageError } from './usage.error.js';

export const HELP = `Usage: portcullis <command> [options]

Commands:
  migrate  creates and updates the tables of the installed @portcullis libraries
  sql      prints the statements that create them, and changes nothing

Options:
  --url <url>       the database; DATABASE_URL if it is left out
  --schema <name>   the schema of the tables
  --prefix <text>   precedes the name of every table and index
  --after <name>    sql: only the statements of later migrations than this one

Exit codes: 0 done, 1 failed, 2 wrong usage
`;

/** The naming must be that of the application's \`AuthDatabaseModule\`. */
export interface CommandLine {
  readonly name: 'migrate' | 'sql';
  readonly url: string;
  readonly naming: TableNaming;
  readonly after?: string | undefined;
}

const OPTIONS = {
  url: { type: 'string' },
  schema: { type: 'string' },
  prefix: { type: 'string' },
  after: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws UsageError */
export function commandOf(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine | { readonly name: 'help' } {
  const { values, positionals } = parsed(args);
  const [name, ...rest] = positionals;
  if (values.help) {
    return { name: 'help' };
  }
  if (rest.length > 0 || (name !== 'migrate' && name !== 'sql')) {
    throw new UsageError(`Type "portcullis migrate" or "portcullis sql"; "portcullis --help" explains them.`);
  }
  const { url = env['DATABASE_URL'], schema, prefix, after } = values;
  if (!url) {
    throw new UsageError(`Name the database: set DATABASE_URL, or type "portcullis ${name} --url postgresql://…".`);
  }
  if (after !== undefined && name === 'migrate') {
    throw new UsageError('--after belongs to "portcullis sql". "portcullis migrate" knows which migrations have run.');
  }
  const naming = { ...(schema !== undefined && { schema }), ...(prefix !== undefined && { prefix }) };
  return { name, url, naming, after };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message} "portcullis --help" lists the options.`);
  }
}
