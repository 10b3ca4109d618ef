import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

describe('the test kit in production', () => {
  const before = process.env['NODE_ENV'];

  beforeAll(() => {
    process.env['NODE_ENV'] = 'production';
  });
  afterAll(() => {
    process.env['NODE_ENV'] = before;
  });

  it('does not load', async () => {
    await expect(import('@portcullis/testing')).rejects.toThrow(/does not load if NODE_ENV is production/);
  });
});
