import { Injectable } from '@nestjs/common';
import { DomainEvents } from '@portcullis/auth/spi';
import type { AccountsEvent } from './accounts-event.js';

@Injectable()
export class AccountsEvents extends DomainEvents<AccountsEvent> {}
