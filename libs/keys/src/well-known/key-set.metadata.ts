import { Injectable } from '@nestjs/common';
import { MetadataContribution, type MetadataMembers, type UrlOf } from '@portcullis/auth/spi';
import { KeySetController } from './key-set.controller.js';

/** The URL of the public keys. */
@Injectable()
export class KeySetMetadata extends MetadataContribution {
  contribute(urlOf: UrlOf): MetadataMembers {
    return { jwks_uri: urlOf(KeySetController) };
  }
}
