import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';

export interface GoogleProfile {
  readonly id: string;
  readonly email: string;
}

/** Stands for Passport's `AuthGuard('google')`, which sets `request.user` to the profile of the provider. */
@Injectable()
export class GoogleGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ query: { id: string; email: string }; user?: GoogleProfile }>();
    request.user = { ...request.query };
    return true;
  }
}
