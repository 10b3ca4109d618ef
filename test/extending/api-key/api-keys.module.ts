import { Module } from '@nestjs/common';
import { ApiKeyScheme } from './api-key.scheme.js';
import { ApiKeys } from './api-keys.js';

/** Requests may carry an API key instead of an access token. Needs an `AuthModule` that is global. */
@Module({ providers: [ApiKeys, ApiKeyScheme], exports: [ApiKeys] })
export class ApiKeysModule {}
