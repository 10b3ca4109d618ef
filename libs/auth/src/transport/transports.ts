import { type ExecutionContext, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphqlTransport } from './graphql/graphql.transport.js';
import { HttpTransport } from './http.transport.js';
import { RpcTransport } from './rpc/rpc.transport.js';
import type { Transport } from './transport.js';
import { unknownCall } from './unknown-call.js';
import { Handshakes } from './ws/handshakes.js';
import { WsTransport } from './ws/ws.transport.js';

/** The transports by Nest's context type. */
@Injectable()
export class Transports {
  readonly #byType: ReadonlyMap<string, Transport>;

  constructor(http: HttpAdapterHost, handshakes: Handshakes) {
    this.#byType = new Map<string, Transport>([
      ['http', new HttpTransport(http)],
      ['graphql', new GraphqlTransport()],
      ['ws', new WsTransport(handshakes)],
      ['rpc', new RpcTransport()],
    ]);
  }

  isKnown(context: ExecutionContext): boolean {
    return this.#byType.has(context.getType<string>());
  }

  /** @throws Error for an unknown transport, so that the call fails closed */
  of(context: ExecutionContext): Transport {
    const transport = this.#byType.get(context.getType<string>());
    if (!transport) {
      throw unknownCall(context);
    }
    return transport;
  }
}
