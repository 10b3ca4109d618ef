import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { PostgresUserRepository } from '@portcullis/users';
import { DatabaseModule } from '../../src/database/database.module.js';
import { startHost } from '../embedding/host.js';
import type { Client } from '../support/client.js';
import type { Adapter } from '../support/adapters.js';
import { TEST_SECRET } from '../support/secret.js';

export type Import = NonNullable<ModuleMetadata['imports']>[number];

export interface UsersHost {
  readonly app: INestApplication;
  readonly client: Client;
  /** The paths of registration and of the host's own routes. */
  readonly paths: () => string[];
}

/** Starts a host with the data source of the reference service and the users of the given module. */
export async function startUsersHost(
  databaseUrl: string,
  users: Import,
  adapter: Adapter = 'fastify',
  controllers: ModuleMetadata['controllers'] = [],
): Promise<UsersHost> {
  const auth = AuthModule.forRoot({
    isGlobal: true,
    imports: [users],
    userRepository: { useExisting: PostgresUserRepository },
    issuer: 'https://host.example',
    audience: 'host',
    secret: TEST_SECRET,
    password: { cost: 4 },
  });
  const imports = [DatabaseModule.forRoot(databaseUrl), users, auth];
  const { app, client } = await startHost(adapter, { imports, controllers, providers: [...GLOBAL_GUARDS] });
  const paths = () => {
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    return Object.keys(document.paths).filter((path) => path !== '/token');
  };
  return { app, client, paths };
}
