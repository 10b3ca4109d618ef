import type { Migration, MigrationRunner } from '@portcullis/database';
import { addColumn, type AddedColumn, dropColumn } from './added-column.js';

const EMAIL_VERIFIED: AddedColumn = { name: 'email_verified', type: 'boolean', value: 'false', record: 'index' };

/**
 * Adds the column `email_verified`, false for all users, because none has proven that they receive mail at their address. An existing
 * column of this name and type is kept with its values; its nulls become false. An existing column of another type is refused with an
 * Error that says what to do; the table stays unchanged.
 *
 * `down` undoes only the changes of `up`.
 */
export class AddEmailVerified1796061600000 implements Migration {
  up(runner: MigrationRunner): Promise<void> {
    return addColumn(runner, EMAIL_VERIFIED);
  }

  down(runner: MigrationRunner): Promise<void> {
    return dropColumn(runner, EMAIL_VERIFIED);
  }
}
