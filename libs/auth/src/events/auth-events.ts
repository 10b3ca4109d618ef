import { Injectable } from '@nestjs/common';
import type { AuthEvent } from './auth-event.js';
import { DomainEvents } from './domain-events.js';

@Injectable()
export class AuthEvents extends DomainEvents<AuthEvent> {}
