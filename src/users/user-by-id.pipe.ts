import { Injectable, type PipeTransform } from '@nestjs/common';
import { ProblemException } from '@portcullis/auth';
import { type RegisteredUser, UserDirectory } from '@portcullis/users';
import { MAX_ID } from './user-list.query.js';

export const UNKNOWN_USER = 'There is no such user';

/** The person whose id is in the path. What can't be an id is nobody's. */
@Injectable()
export class UserByIdPipe implements PipeTransform<string, Promise<RegisteredUser>> {
  constructor(private readonly directory: UserDirectory) {}

  /** @throws ServiceUnavailableError */
  async transform(text: string): Promise<RegisteredUser> {
    const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
    if (id > 0 && id <= MAX_ID) {
      // The page that begins with them.
      const { users } = await this.directory.list({ after: id - 1, limit: 1 });
      if (users[0]?.id === id) {
        return users[0];
      }
    }
    throw new ProblemException(404, 'unknown_user', UNKNOWN_USER);
  }
}
