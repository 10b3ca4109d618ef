import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { PolicyPredicate, Principal } from '@portcullis/auth';
import { Reports } from '../host/reports.js';

@Injectable()
export class WroteReport implements PolicyPredicate {
  constructor(private readonly reports: Reports) {}

  allows({ user }: Principal, context: ExecutionContext) {
    const { id } = context.switchToHttp().getRequest<{ params: { id: string } }>().params;
    return this.reports.one(id).author === user.username;
  }
}
