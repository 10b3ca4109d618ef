import { type ExecutionContext, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphqlTransport } from './graphql/graphql.transport.js';
import { HttpTransport } from './http.transport.js';
import { RpcTransport } from './rpc/rpc.transport.js';
import type { Transport } from './transport.js';
import { Handshakes } from './ws/handshakes.js';
import { WsTransport } from './ws/ws.transport.js';

/** The transports, by Nest's word for each. */
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

  /** @throws Error for a transport that there is no guard for: better an error than an open gate */
  of(context: ExecutionContext): Transport {
    const type = context.getType<string>();
    const transport = this.#byType.get(type);
    if (!transport) {
      throw new Error(`Portcullis can't guard calls of the type '${type}'.`);
    }
    return transport;
  }
}
