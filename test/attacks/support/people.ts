import { expect } from '@jest/globals';
import type { Answer } from '../../support/client.js';
import type { TestService } from '../../support/service.js';

/** Registers people for the sake of their passwords. */
export class People {
  #count = 0;

  constructor(private readonly service: TestService) {}

  register(password: string, username = this.newName(), email = `${username}@example.com`): Promise<Answer> {
    return this.service.client.register({ username, email, password });
  }

  newName(): string {
    this.#count += 1;
    return `person${this.#count}`;
  }

  /** The name of somebody new who has this password. */
  async nameWith(password: string): Promise<string> {
    const username = this.newName();
    expect((await this.register(password, username)).status).toBe(201);
    return username;
  }

  async signsIn(username: string, password: string): Promise<boolean> {
    const { status } = await this.service.client.signIn(username, password);
    expect([200, 401]).toContain(status);
    return status === 200;
  }
}

export function expectPasswordRefused(answer: Answer, reason: RegExp): void {
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ errors: [{ pointer: '/password', detail: expect.stringMatching(reason) }] });
}
