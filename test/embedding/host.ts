import { type INestApplication, Injectable, type ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type AuthenticatedUser, BcryptPasswordHasher, type UserCredentials, UserRepository } from '@portcullis/auth';
import { pino } from 'pino';
import { NestLogger } from '../../src/logging/nest-logger.js';
import { Client } from '../support/client.js';
import type { Adapter } from '../support/adapters.js';
import { TEST_SECRET } from '../support/secret.js';

export const PASSWORD = 'correct horse battery staple';

/** A user of the application, with a member that the library does not know. */
export interface Employee extends AuthenticatedUser {
  readonly department: string;
}

/** The users of the application, in memory. */
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

/** Creates an application without the reference service, not yet initialised. */
export async function createHost(adapter: Adapter, metadata: ModuleMetadata): Promise<INestApplication> {
  const module = await Test.createTestingModule(metadata)
    .setLogger(new NestLogger(pino({ level: 'silent' })))
    .compile();
  return module.createNestApplication(adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter());
}

/** Creates an application as {@link createHost} does, and lets it listen. */
export async function startHost(
  adapter: Adapter,
  metadata: ModuleMetadata,
): Promise<{ app: INestApplication; client: Client }> {
  const app = await createHost(adapter, metadata);
  await app.listen(0, '127.0.0.1');
  return { app, client: new Client(await app.getUrl()) };
}
