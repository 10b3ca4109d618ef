import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, type Statement } from '@portcullis/database';
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
    const statements = countStatements(service.app.get(Database));
    await service.client.get('/health/live');
    await service.client.get('/');
    expect(statements()).toBe(0);
    await service.client.get('/health/ready');
    expect(statements()).toBe(1);
  });
});

/** Counts the statements that these libraries send. */
function countStatements({ adapter }: Database): () => number {
  let count = 0;
  const run = adapter.run.bind(adapter);
  Object.assign(adapter, {
    run: (statement: Statement) => {
      count += 1;
      return run(statement);
    },
  });
  return () => count;
}
