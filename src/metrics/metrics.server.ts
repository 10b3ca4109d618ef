import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { listenFailure } from '../listen-failure.js';
import { METRICS_OPTIONS, type MetricsOptions } from './metrics.options.js';

/** Long enough to send one line. In milliseconds. */
const REQUEST_TIMEOUT = 5_000;

/**
 * Serves `GET /metrics` on a separate port, so that clients of the service can't reach it. Listens before the service does and
 * until its last response.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Metrics');
  readonly #server: Server;

  constructor(
    @Inject(METRICS_OPTIONS) private readonly options: MetricsOptions,
    private readonly registry: Registry,
  ) {
    this.#server = createServer(
      { requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT },
      (request, response) => this.#respond(request, response),
    );
  }

  /** Undefined if the server does not listen. */
  get port(): number | undefined {
    return (this.#server.address() as AddressInfo | null)?.port;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { port, host } = this.options;
    try {
      await once(this.#server.listen(port, host), 'listening');
    } catch (error) {
      throw listenFailure(error, { host, port, names: { host: 'METRICS_HOST', port: 'METRICS_PORT' } });
    }
    this.#logger.log(`Prometheus metrics at ${host}, port ${this.port}`);
  }

  async onApplicationShutdown(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #respond(request: IncomingMessage, response: ServerResponse): void {
    const [path] = (request.url ?? '').split('?', 1);
    if (request.method !== 'GET' || path !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    this.registry.metrics().then(
      (metrics) => response.writeHead(200, { 'Content-Type': this.registry.contentType }).end(metrics),
      (error: unknown) => {
        this.#logger.error(error);
        response.writeHead(500).end();
      },
    );
  }
}
