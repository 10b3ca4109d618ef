import { UserRepository } from '@portcullis/auth';

/** What the repository of an application looks like to the examples. */
export class AppUsers extends UserRepository {
  findBySubject = async () => null;
  findByUsername = async () => null;
}
