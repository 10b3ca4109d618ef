import { Controller, type ControllerOptions, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { IntrospectionController } from './introspection.controller.js';
import { LogoutController } from './logout.controller.js';
import { OwnSessionsController } from './own-sessions.controller.js';
import { RevocationController } from './revocation.controller.js';

/** The paths of the routes, below the application's prefix; `false` leaves a route out. */
export interface SessionRoutes {
  /** Revokes tokens (RFC 7009). @default 'revoke' */
  readonly revocation?: string | false;
  /** Introspects tokens, for resource servers (RFC 7662). @default 'introspect' */
  readonly introspection?: string | false;
  /** Ends the session of the request. @default 'logout' */
  readonly logout?: string | false;
  /** Lists and ends the user's own sessions. @default 'me/sessions' */
  readonly ownSessions?: string | false;
}

/** OAuth clients don't know the versions of an API, so their endpoints have none. */
const CONTROLLERS: readonly (readonly [
  name: keyof SessionRoutes,
  controller: Type,
  path: string,
  version?: ControllerOptions['version'],
])[] = [
  ['revocation', RevocationController, 'revoke', VERSION_NEUTRAL],
  ['introspection', IntrospectionController, 'introspect', VERSION_NEUTRAL],
  ['logout', LogoutController, 'logout'],
  ['ownSessions', OwnSessionsController, 'me/sessions'],
];

/** The controllers of the routes, each at its path. */
export function controllersAt(routes: SessionRoutes | false): Type[] {
  if (routes === false) {
    return [];
  }
  return CONTROLLERS.flatMap(([name, controller, usual, version]) => {
    const path = routes[name] ?? usual;
    return path === false ? [] : [path === usual ? controller : elsewhere(controller, { path, version })];
  });
}

function elsewhere(controller: Type, options: ControllerOptions): Type {
  const moved = { [controller.name]: class extends controller {} }[controller.name]!;
  Controller(options)(moved);
  return moved;
}
