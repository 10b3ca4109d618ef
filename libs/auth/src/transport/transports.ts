import { type ExecutionContext, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HttpTransport } from './http.transport.js';
import type { Transport } from './transport.js';

/** The transports, by Nest's word for each. */
@Injectable()
export class Transports {
  readonly #byType: ReadonlyMap<string, Transport>;

  constructor(http: HttpAdapterHost) {
    this.#byType = new Map<string, Transport>([['http', new HttpTransport(http)]]);
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
