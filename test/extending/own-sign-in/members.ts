import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/** A row of the application. */
export interface Member {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly googleId: string | null;
  active: boolean;
}

/** The table of the application. */
@Injectable()
export class Members {
  readonly #rows: Member[] = [];
  isReachable = true;

  find(matches: (member: Member) => boolean): Member | undefined {
    if (!this.isReachable) {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    }
    return this.#rows.find(matches);
  }

  create(values: Pick<Member, 'email'> & Partial<Member>): Member {
    const member = { id: randomUUID(), passwordHash: null, googleId: null, active: true, ...values };
    this.#rows.push(member);
    return member;
  }
}
