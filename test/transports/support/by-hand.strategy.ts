import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';

/** Hands messages to their handlers with whatever context a test made, through all that Nest puts before them. */
export class ByHandStrategy extends Server implements CustomTransportStrategy {
  listen(started: () => void): void {
    started();
  }

  close(): void {}

  on(): never {
    throw new Error('There is nothing to listen to');
  }

  unwrap(): never {
    throw new Error('There is nothing behind it');
  }

  /** The answer to a message, or the refusal. */
  async ask(pattern: string, payload: unknown, context: unknown): Promise<unknown> {
    const answer: unknown = await this.getHandlerByPattern(pattern)?.(payload, context);
    return isObservable(answer) ? lastValueFrom(answer).catch((refusal: unknown) => refusal) : answer;
  }
}
