import { Inject, Injectable } from '@nestjs/common';
import { isDatabaseUnavailable, ServiceUnavailableError, UserRepository } from '@portcullis/auth';
import { type Member, Members } from './members.js';

@Injectable()
export class MemberRepository extends UserRepository {
  constructor(@Inject(Members) private readonly members: Members) {
    super();
  }

  async findBySubject(id: string) {
    const member = await reachable(() => this.members.find((each) => each.id === id));
    return member && userOf(member);
  }

  async findByUsername(email: string) {
    const member = await reachable(() => this.members.find((each) => each.email === email.toLowerCase()));
    return member && { user: userOf(member), passwordHash: member.passwordHash };
  }
}

/** Portcullis answers 503, not 500 or 401, as long as the database is out of reach. */
async function reachable<T>(query: () => T | Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw isDatabaseUnavailable(error) ? new ServiceUnavailableError({ cause: error }) : error;
  }
}

export function userOf({ id, email, active }: Member) {
  return { id, username: email, isActive: active };
}
