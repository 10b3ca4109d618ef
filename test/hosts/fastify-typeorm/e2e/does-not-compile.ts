import { Authorize, CurrentUser, hasRole, hasScope, Roles, Scopes } from '@portcullis/auth';
import type { Employee } from '../host/employee.entity.js';
import type { TestAuth } from '@portcullis/testing';

// What does not compile where a catalogue is declared (after/catalogue.ts). Each line would fail this host's build if it did.

// @ts-expect-error -- no such scope
Scopes('reports:raed');
// @ts-expect-error -- no such role
Roles('editor');
// @ts-expect-error -- no such scope, deep in a policy
Authorize(hasScope('reports'));
// @ts-expect-error -- no such role, deep in a policy
Authorize(hasRole('admin'));
// @ts-expect-error -- no policy
Authorize('editors');
// @ts-expect-error -- the user has no such member
CurrentUser('nope');
// @ts-expect-error -- nor has the host's own
CurrentUser<{ id: string; username: string; isActive: boolean } & Pick<Employee, 'groups'>>('nope');

export async function misspelt(auth: TestAuth): Promise<void> {
  // @ts-expect-error -- no such scope, in a test either
  await auth.actingAs(auth.createUser(), { scopes: ['reports:raed'] });
}

// What does.
Scopes('reports:read', 'reports:write');
Roles('editors');
CurrentUser('roles');
CurrentUser<{ id: string; username: string; isActive: boolean } & Pick<Employee, 'groups'>>('groups');
