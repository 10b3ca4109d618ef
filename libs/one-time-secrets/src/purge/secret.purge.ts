import { Inject, Injectable } from '@nestjs/common';
import { BatchedPurge } from '@portcullis/database';
import { type CheckedOneTimeSecretsOptions, ONE_TIME_SECRETS_OPTIONS } from '../one-time-secrets.options.js';
import { SecretTable } from '../table/secret.table.js';

/** Deletes expired secrets, to make room. An expired secret is invalid whether or not it was deleted. */
@Injectable()
export class SecretPurge extends BatchedPurge {
  constructor(
    @Inject(ONE_TIME_SECRETS_OPTIONS) { purgeInterval }: CheckedOneTimeSecretsOptions,
    private readonly table: SecretTable,
  ) {
    super('Expired one-time secrets', purgeInterval);
  }

  protected deleteBatch(limit: number): Promise<number> {
    return this.table.purge(limit);
  }
}
