import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';

/** Passes messages to their handlers through Nest's guards and interceptors, with a context that the test creates. */
export class ManualStrategy extends Server implements CustomTransportStrategy {
  listen(started: () => void): void {
    started();
  }

  close(): void {}

  on(): never {
    throw new Error('This strategy emits no events');
  }

  unwrap(): never {
    throw new Error('This strategy has no server');
  }

  /** Resolves with the reply to a message, or with the refusal. */
  async ask(pattern: string, payload: unknown, context: unknown): Promise<unknown> {
    const answer: unknown = await this.getHandlerByPattern(pattern)?.(payload, context);
    return isObservable(answer) ? lastValueFrom(answer).catch((refusal: unknown) => refusal) : answer;
  }
}
