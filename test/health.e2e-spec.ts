import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { startService, type TestService } from './support/service.js';

describe('health', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it('is alive and ready', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      const answer = await service.client.get(path);
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: { status: 'ok' } });
    }
  });

  it('queries the database for readiness, and not for liveness', async () => {
    const dataSource = service.app.get(DataSource);
    const queries = countQueries(dataSource);
    await service.client.get('/health/live');
    await service.client.get('/');
    expect(queries()).toBe(0);
    await service.client.get('/health/ready');
    expect(queries()).toBe(1);
  });
});

/** Counts query runners: TypeORM creates one for each query. */
function countQueries(dataSource: DataSource): () => number {
  let count = 0;
  const createQueryRunner = dataSource.createQueryRunner.bind(dataSource);
  Object.assign(dataSource, {
    createQueryRunner: () => {
      count += 1;
      return createQueryRunner();
    },
  });
  return () => count;
}
