import { Injectable } from '@nestjs/common';
import { DomainEvents } from '@portcullis/auth';
import type { SessionEvent } from './session-event.js';

@Injectable()
export class SessionEvents extends DomainEvents<SessionEvent> {}
