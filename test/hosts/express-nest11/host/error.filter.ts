import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';

/** Errors in a form of this application's own. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    const reason = exception instanceof HttpException ? exception.message : 'Something broke';
    host.switchToHttp().getResponse<Response>().status(status).json({ shop: 'error', status, reason });
  }
}
