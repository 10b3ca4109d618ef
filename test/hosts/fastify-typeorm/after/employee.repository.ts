import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { canonicalName, UserRepository } from '@portcullis/auth';
import { Repository } from 'typeorm';
import { Employee } from '../host/employee.entity.js';

/** PostgreSQL refuses to compare a uuid with anything else. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

@Injectable()
export class EmployeeRepository extends UserRepository {
  constructor(@InjectRepository(Employee) private readonly employees: Repository<Employee>) {
    super();
  }

  async findBySubject(subject: string) {
    const employee = UUID.test(subject) ? await this.employees.findOneBy({ id: subject }) : null;
    return employee && authenticated(employee);
  }

  async findByUsername(username: string) {
    const employee = await this.employees.findOneBy({ login: canonicalName(username) });
    return employee && { user: authenticated(employee), passwordHash: employee.passHash };
  }
}

function authenticated({ id, login, enabled, groups }: Employee) {
  return { id, username: login, isActive: enabled, roles: groups };
}
