import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { AuthModule, type AuthModuleOptions, GLOBAL_GUARDS, PolicyTable } from '@portcullis/auth';
import { AccessTokenService } from '@portcullis/auth/spi';
import type { Answer, Client } from '../support/client.js';
import type { Adapter } from '../support/adapters.js';
import { type Employee, EmployeeRepository, OPTIONS, startHost } from '../embedding/host.js';

/** Users whose id names their roles: `admin+clerk` has both, `gone+admin` is deactivated, `unknown` does not exist. */
export class RoleRepository extends EmployeeRepository {
  override async findBySubject(subject: string): Promise<Employee | null> {
    const roles = subject.split('+');
    const isActive = !roles.includes('gone');
    return roles.includes('unknown') ? null : { id: subject, username: subject, isActive, department: 'x', roles };
  }
}

export interface PolicyHost {
  readonly app: INestApplication;
  readonly client: Client;
  readonly table: PolicyTable;
  /** Sends a GET request as a user with these roles and scopes. */
  as(roles: string, scopes: readonly string[], path: string): Promise<Answer>;
}

/** An application with `GLOBAL_GUARDS`, unless `metadata.providers` is given. */
export async function startPolicyHost(
  metadata: ModuleMetadata,
  options: Partial<AuthModuleOptions> = {},
  adapter: Adapter = 'fastify',
): Promise<PolicyHost> {
  const { app, client } = await startHost(adapter, {
    ...metadata,
    imports: [
      AuthModule.forRoot({ ...OPTIONS, ...options, isGlobal: true, userRepository: RoleRepository }),
      ...(metadata.imports ?? []),
    ],
    providers: metadata.providers ?? [...GLOBAL_GUARDS],
  });
  const as = (roles: string, scopes: readonly string[], path: string) => {
    const { accessToken } = app.get(AccessTokenService).issue({ subject: roles, scope: scopes });
    return client.get(path, { Authorization: `Bearer ${accessToken}` });
  };
  return { app, client, table: app.get(PolicyTable), as };
}
