import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Histogram, Registry } from 'prom-client';
import { refusalCodeOf } from './refusal-code-of.js';

/** The label of paths without a route. A path is never a label, because clients choose it. */
const UNMATCHED = 'unmatched';

/** Requests by the pattern of their route, and refusals by their code. */
@Injectable()
export class RequestMetrics implements OnModuleInit {
  readonly #durations: Histogram;
  readonly #refusals: Counter;

  constructor(
    private readonly http: HttpAdapterHost,
    registry: Registry,
  ) {
    this.#durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the headers of a request to the end of its response.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [registry],
    });
    this.#refusals = new Counter({
      name: 'portcullis_refusals_total',
      help: 'Responses with a status of 400 or above, by the code in their body.',
      labelNames: ['code'],
      registers: [registry],
    });
  }

  /** Fastify also adds a hook to existing routes while it does not listen yet. */
  onModuleInit(): void {
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (reply.statusCode >= 400) {
        this.#refusals.inc({ code: refusalCodeOf(payload) });
      }
      done();
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      this.#observe(request, reply);
      done();
    });
  }

  #observe({ method, routeOptions }: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void {
    const labels = { method, route: routeOptions.url ?? UNMATCHED, status: statusCode };
    this.#durations.observe(labels, elapsedTime / 1_000);
  }
}
