import { Test } from '@nestjs/testing';
import { HealthController } from '../src/health.controller.js';

// As `nest generate controller` writes it: a controller by itself, without AuthModule.
describe('HealthController', () => {
  let controller: HealthController;

  beforeEach(async () => {
    const module = await Test.createTestingModule({ controllers: [HealthController] }).compile();
    controller = module.get(HealthController);
  });

  it('answers', () => {
    expect(controller.health()).toEqual({ status: 'ok' });
  });
});
