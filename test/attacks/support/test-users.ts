import { expect } from '@jest/globals';
import type { Answer } from '../../support/client.js';
import type { TestService } from '../../support/service.js';

/** Registers users with given passwords. */
export class TestUsers {
  #count = 0;

  constructor(private readonly service: TestService) {}

  register(password: string, username = this.newName(), email = `${username}@example.com`): Promise<Answer> {
    return this.service.client.register({ username, email, password });
  }

  newName(): string {
    this.#count += 1;
    return `user${this.#count}`;
  }

  /** Registers a user with the password, and returns the username. */
  async create(password: string): Promise<string> {
    const username = this.newName();
    expect((await this.register(password, username)).status).toBe(201);
    return username;
  }

  async canSignIn(username: string, password: string): Promise<boolean> {
    const { status } = await this.service.client.signIn(username, password);
    expect([200, 401]).toContain(status);
    return status === 200;
  }
}

export function expectPasswordRefused(answer: Answer, reason: RegExp): void {
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ errors: [{ pointer: '/password', detail: expect.stringMatching(reason) }] });
}
