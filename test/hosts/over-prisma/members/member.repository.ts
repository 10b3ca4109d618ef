import { Injectable } from '@nestjs/common';
import {
  type AuthenticatedUser,
  isDatabaseUnavailable,
  ServiceUnavailableError,
  UserRepository,
} from '@portcullis/auth';
import type { PasswordHashReplacement } from '@portcullis/auth/spi';
import { type Member, PrismaClient } from '../after/prisma/client.js';

@Injectable()
export class MemberRepository extends UserRepository {
  constructor(private readonly prisma: PrismaClient) {
    super();
  }

  async findBySubject(id: string) {
    const member = await reachable(this.prisma.member.findUnique({ where: { id } }));
    return member && userOf(member);
  }

  async findByUsername(email: string) {
    const member = await reachable(this.prisma.member.findUnique({ where: { email: email.toLowerCase() } }));
    return member && { user: userOf(member), passwordHash: member.passwordHash };
  }

  /** Does nothing if the password was changed meanwhile. */
  async replacePasswordHash({ id }: AuthenticatedUser, { from, to }: PasswordHashReplacement) {
    await this.prisma.member.updateMany({
      where: { id: String(id), passwordHash: from },
      data: { passwordHash: to },
    });
  }
}

export function userOf({ id, email, isActive, roles }: Member) {
  return { id, username: email, isActive, roles };
}

/** Portcullis responds 503, not 500 or 401, while the database is out of reach. */
async function reachable<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw isDatabaseUnavailable(error) ? new ServiceUnavailableError({ cause: error }) : error;
  }
}
