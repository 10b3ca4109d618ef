import { Controller, type Type } from '@nestjs/common';
import { IntrospectionController } from './introspection.controller.js';
import { LogoutController } from './logout.controller.js';
import { OwnSessionsController } from './own-sessions.controller.js';
import { RevocationController } from './revocation.controller.js';

/** Where the routes are, below the host's prefix; `false` for one that is not to be. */
export interface SessionRoutes {
  /** Where tokens are given back (RFC 7009). @default 'revoke' */
  readonly revocation?: string | false;
  /** Where resource servers ask what a token is worth (RFC 7662). @default 'introspect' */
  readonly introspection?: string | false;
  /** Where people sign out. @default 'logout' */
  readonly logout?: string | false;
  /** Where people see and end their own sessions. @default 'me/sessions' */
  readonly ownSessions?: string | false;
}

const CONTROLLERS: readonly (readonly [name: keyof SessionRoutes, controller: Type, path: string])[] = [
  ['revocation', RevocationController, 'revoke'],
  ['introspection', IntrospectionController, 'introspect'],
  ['logout', LogoutController, 'logout'],
  ['ownSessions', OwnSessionsController, 'me/sessions'],
];

/** The controllers of the routes that there are to be, each at its path. */
export function controllersAt(routes: SessionRoutes | false): Type[] {
  if (routes === false) {
    return [];
  }
  return CONTROLLERS.flatMap(([name, controller, usual]) => {
    const path = routes[name] ?? usual;
    return path === false ? [] : [path === usual ? controller : elsewhere(controller, path)];
  });
}

function elsewhere(controller: Type, path: string): Type {
  const moved = { [controller.name]: class extends controller {} }[controller.name]!;
  Controller(path)(moved);
  return moved;
}
