import type { Migration, MigrationRunner } from '@portcullis/database';
import { addColumn, type AddedColumn, dropColumn } from './added-column.js';

const ROLES: AddedColumn = { name: 'roles', type: 'text[]', value: `'{}'`, record: 'column' };

/**
 * Adds the column `roles`, empty for all users. An existing column of this name and type is kept with its values, so existing
 * administrators stay administrators. An existing column of another type is refused with an Error that says what to do; the table stays
 * unchanged.
 *
 * `down` undoes only the changes of `up`: an added column is dropped with its roles. An existing column is kept, and so are the empty
 * lists that replaced nulls in it.
 */
export class AddRoles1769904000000 implements Migration {
  up(runner: MigrationRunner): Promise<void> {
    return addColumn(runner, ROLES);
  }

  down(runner: MigrationRunner): Promise<void> {
    return dropColumn(runner, ROLES);
  }
}
