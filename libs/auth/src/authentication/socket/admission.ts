import { Inject, Optional, type Type } from '@nestjs/common';
import { SocketAuthentication } from './socket-authentication.js';

type AdmitArguments = Parameters<SocketAuthentication['admit']>;
type HandlerArguments = readonly [socket: AdmitArguments[0], request?: AdmitArguments[1], ...others: unknown[]];
type Handler = (this: Gateway, ...args: HandlerArguments) => unknown;

interface Gateway {
  readonly [SOCKETS]: SocketAuthentication;
  handleConnection?: Handler;
  handleDisconnect?: Handler;
}

const SOCKETS = Symbol('SocketAuthentication');

/** Marks a handler that authenticates, for the check at start, which may be of another copy of this library. */
const ADMITS = Symbol.for('portcullis:admits');

/**
 * Authenticates the sockets of a gateway before its own `handleConnection` sees them. `handleDisconnect` sees only sockets that
 * `handleConnection` has seen. It changes the class, because Nest binds both before any hook of a module runs, and injects by a property,
 * because the constructor belongs to the application.
 */
export function admitBeforehand(gateway: Type<Gateway>, isOptional: boolean): void {
  const prototype = gateway.prototype as Gateway;
  const { handleConnection, handleDisconnect } = prototype;
  Inject(SocketAuthentication)(prototype, SOCKETS);
  // The guards of the gateway stop the start with a better message if it is missing.
  Optional()(prototype, SOCKETS);
  prototype.handleConnection = async function (this: Gateway, socket, request, ...others) {
    if (await this[SOCKETS].admit(socket, request, isOptional)) {
      await handleConnection?.call(this, socket, request, ...others);
    }
  };
  prototype.handleDisconnect = function (this: Gateway, socket, ...others) {
    return this[SOCKETS].hasAdmitted(socket) ? handleDisconnect?.call(this, socket, ...others) : undefined;
  };
  Object.defineProperty(prototype.handleConnection, ADMITS, { value: true });
}

/** Whether sockets are authenticated. A subclass may have replaced `handleConnection` by its own. */
export function admitsBeforehand(gateway: Type): boolean {
  const { handleConnection } = gateway.prototype as Gateway;
  return handleConnection !== undefined && Object.hasOwn(handleConnection, ADMITS);
}
