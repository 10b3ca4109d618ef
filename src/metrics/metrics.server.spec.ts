import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { MetricsServer } from './metrics.server.js';

describe('the metrics server', () => {
  it('names the variable to correct if its port is taken, and can be closed', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = new MetricsServer({ port, host: '127.0.0.1' }, new Registry());
    await expect(server.onApplicationBootstrap()).rejects.toThrow(
      `127.0.0.1:${port} is in use: stop what listens there, or set METRICS_PORT to another port.`,
    );
    await server.onApplicationShutdown();
    other.close();
  });
});
