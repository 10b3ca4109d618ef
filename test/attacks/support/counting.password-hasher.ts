import { BcryptPasswordHasher, PasswordHasher } from '@portcullis/auth';

/** Counts the calls of another hasher. @default bcrypt at its lowest cost */
export class CountingPasswordHasher extends PasswordHasher {
  hashed = 0;
  verified = 0;

  constructor(private readonly hasher: PasswordHasher = new BcryptPasswordHasher({ cost: 4 })) {
    super();
  }

  get decoyHash(): string {
    return this.hasher.decoyHash;
  }

  hash(password: string): Promise<string> {
    this.hashed += 1;
    return this.hasher.hash(password);
  }

  verify(password: string, hash: string): Promise<boolean> {
    this.verified += 1;
    return this.hasher.verify(password, hash);
  }

  recognises(hash: string): boolean {
    return this.hasher.recognises(hash);
  }
}
