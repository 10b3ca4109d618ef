import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { Controller, Get, Post, Query, RequestMethod, Res, Sse, StreamableFile } from '@nestjs/common';
import { Authenticated, OptionalAuth, Public, ServiceUnavailableError } from '@portcullis/auth';
import { AccessTokenCheck, type AccessTokenClaims, InvalidTokenError } from '@portcullis/auth/spi';
import { fromEvent, map, Observable } from 'rxjs';

/** Each `say` event is sent over every open response. */
export const ticker = new EventEmitter().setMaxListeners(0);

/** A source that ends only when its reader has gone. */
function endless(): Readable {
  const source = new Readable({ read: () => {} });
  const say = (text: string) => source.push(`${text}\n`);
  ticker.on('say', say);
  source.once('close', () => ticker.off('say', say));
  source.push('first\n');
  return source;
}

interface RawResponse extends NodeJS.WritableStream {
  writeHead(status: number, headers: Record<string, string>): unknown;
}

@Controller()
@Authenticated()
export class StreamController {
  @Sse('events')
  events(): Observable<{ data: string }> {
    return fromEvent(ticker, 'say').pipe(map((text) => ({ data: String(text) })));
  }

  @Sse('posted-events', { method: RequestMethod.POST })
  postedEvents(): Observable<{ data: string }> {
    return this.events();
  }

  @Get('file')
  file() {
    return new StreamableFile(endless(), { disposition: 'attachment; filename="log.txt"' });
  }

  @Get('sized')
  sized() {
    return new StreamableFile(endless(), { length: 1_000_000 });
  }

  @Get('ndjson')
  lines(@Res() response: { raw?: RawResponse } & RawResponse) {
    const raw = response.raw ?? response;
    raw.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    const source = endless();
    raw.once('close', () => source.destroy());
    source.pipe(raw);
  }

  @Get('optional')
  @OptionalAuth()
  optional() {
    return new StreamableFile(endless());
  }

  @Get('open')
  @Public()
  open() {
    return new StreamableFile(endless());
  }

  /** Not a stream: the response is sent at once when it is ready. */
  @Get('slow')
  async slow(@Query('word') word: string) {
    await new Promise<void>((resolve) => ticker.once('ready', () => resolve()));
    return { word };
  }

  @Post('echo')
  echo() {
    return { ok: true };
  }
}

/** Ends the session of a token by its `jti`. */
export class Sessions extends AccessTokenCheck {
  readonly ended = new Set<unknown>();
  isReachable = true;

  async check({ jti }: AccessTokenClaims): Promise<void> {
    if (!this.isReachable) {
      throw new ServiceUnavailableError();
    }
    if (this.ended.has(jti)) {
      throw new InvalidTokenError('its session has ended');
    }
  }
}
