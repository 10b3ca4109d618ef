import { Injectable, type PipeTransform } from '@nestjs/common';
import { type RegisteredUser, UserDirectory } from '@portcullis/users';
import { UnknownUserIdError } from './unknown-user-id.error.js';

/** Reads the user whose id is in the path. */
@Injectable()
export class UserByIdPipe implements PipeTransform<string, Promise<RegisteredUser>> {
  constructor(private readonly directory: UserDirectory) {}

  /**
   * @throws UnknownUserIdError
   * @throws ServiceUnavailableError
   */
  async transform(text: string): Promise<RegisteredUser> {
    const user = await this.directory.find({ id: text });
    if (user) {
      return user;
    }
    throw new UnknownUserIdError();
  }
}
