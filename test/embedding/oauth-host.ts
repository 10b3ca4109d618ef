import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { AuthModule, GLOBAL_GUARDS } from '@portcullis/auth';
import { WellKnownModule } from '@portcullis/keys';
import { MemorySessionStore, SessionsModule } from '@portcullis/sessions';
import type { Adapter } from '../support/adapters.js';
import { Client } from '../support/client.js';
import { CLIENTS } from '../session-endpoints/support.js';
import { createHost, EmployeeRepository, OPTIONS } from './host.js';

export interface OAuthHostOptions {
  readonly auth?: { readonly issuer?: string; readonly tokenEndpoint?: string };
  readonly sessions?: Parameters<typeof SessionsModule.forRoot>[0];
  readonly wellKnown?: Parameters<typeof WellKnownModule.forRoot>[0];
  /** Further modules, controllers and providers. */
  readonly metadata?: ModuleMetadata;
  /** Called before the application listens. */
  readonly configure?: (app: INestApplication) => void;
}

/** Starts an application with every endpoint for OAuth clients, and with sessions in memory. */
export async function startOAuthHost(
  adapter: Adapter,
  { auth, sessions, wellKnown, metadata, configure }: OAuthHostOptions = {},
): Promise<{ app: INestApplication; client: Client }> {
  const userRepository = EmployeeRepository;
  const app = await createHost(adapter, {
    imports: [
      AuthModule.forRoot({ ...OPTIONS, isGlobal: true, userRepository, clients: CLIENTS, ...auth }),
      SessionsModule.forRoot({ store: MemorySessionStore, ...sessions }),
      WellKnownModule.forRoot(wellKnown),
      ...(metadata?.imports ?? []),
    ],
    controllers: metadata?.controllers ?? [],
    providers: [...GLOBAL_GUARDS, ...(metadata?.providers ?? [])],
  });
  configure?.(app);
  await app.listen(0, '127.0.0.1');
  return { app, client: new Client(await app.getUrl()) };
}
