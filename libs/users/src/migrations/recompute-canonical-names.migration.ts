import type { Migration, MigrationRunner } from '@portcullis/database';
import { recomputeCanonicalForms } from './canonical-forms.js';

/**
 * Stores the canonical forms that `canonicalName` and `canonicalEmail` have now: without characters that have no glyph, without the
 * dot of a Turkish `İ`, with domains in ASCII. Every account stays reachable: of several that come to share a form, the one
 * that had it before keeps it, and the others are found by their exact spelling. Touches only rows whose form changes.
 *
 * Stop instances of an earlier version first: they would go on to store the earlier form. `down` puts back the forms of earlier
 * versions.
 */
export class RecomputeCanonicalNames1771113600000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await recomputeCanonicalForms(runner);
  }

  async down(runner: MigrationRunner): Promise<void> {
    await recomputeCanonicalForms(runner, { username: earlierForm, email: earlierForm });
  }
}

function earlierForm(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
  return folded.replace(/\s+/gu, ' ').trim();
}
