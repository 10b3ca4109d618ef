import { Injectable, type PipeTransform } from '@nestjs/common';
import { unknownSession } from './session-problems.js';

const SESSION_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What can't be the id of a session is the id of none. */
@Injectable()
export class SessionIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    if (!SESSION_ID.test(id)) {
      throw unknownSession();
    }
    return id;
  }
}
