import { type INestApplication, Injectable, type ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type AuthenticatedUser, BcryptPasswordHasher, UserRepository, type UserCredentials } from '@portcullis/auth';
import { pino } from 'pino';
import { NestLogger } from '../../src/logging/nest-logger.js';
import { Client } from '../support/client.js';
import type { Adapter } from '../support/adapters.js';
import { TEST_SECRET } from '../support/secret.js';

export const PASSWORD = 'correct horse battery staple';

/** An application's own people, with more to say of them than the library asks. */
export interface Employee extends AuthenticatedUser {
  readonly department: string;
}

/** Keeps them in memory, as a host might keep them anywhere. */
@Injectable()
export class EmployeeRepository extends UserRepository<Employee> {
  readonly employees: Employee[] = [
    { id: '7f1c', username: 'alice', isActive: true, department: 'research' },
    { id: '9a2e', username: 'gone', isActive: false, department: 'sales' },
  ];
  readonly #hash = new BcryptPasswordHasher({ cost: 4 }).hash(PASSWORD);

  async findBySubject(subject: string): Promise<Employee | null> {
    return this.employees.find(({ id }) => id === subject) ?? null;
  }

  async findByUsername(username: string): Promise<UserCredentials<Employee> | null> {
    const user = this.employees.find((employee) => employee.username === username);
    return user ? { user, passwordHash: await this.#hash } : null;
  }
}

export const OPTIONS = {
  issuer: 'https://hr.example.com',
  audience: 'hr',
  secret: TEST_SECRET,
  password: { cost: 4 },
} as const;

/** An application with nothing of the reference service in it. */
export async function startHost(
  adapter: Adapter,
  metadata: ModuleMetadata,
): Promise<{ app: INestApplication; client: Client }> {
  const module = await Test.createTestingModule(metadata)
    .setLogger(new NestLogger(pino({ level: 'silent' })))
    .compile();
  const app = module.createNestApplication(adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter());
  await app.listen(0, '127.0.0.1');
  return { app, client: new Client(await app.getUrl()) };
}
