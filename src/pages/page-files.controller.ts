import { readFileSync } from 'node:fs';
import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@portcullis/auth';

const SCRIPT = 'text/javascript; charset=utf-8';

/** The build copies each file whose URL is written like this. */
const FILES: ReadonlyMap<string, readonly [mediaType: string, content: string]> = new Map([
  ['account-page.js', [SCRIPT, read(new URL('./browser/account-page.js', import.meta.url))]],
  ['post.js', [SCRIPT, read(new URL('./browser/post.js', import.meta.url))]],
  ['problems.js', [SCRIPT, read(new URL('./browser/problems.js', import.meta.url))]],
  ['show-password.js', [SCRIPT, read(new URL('./browser/show-password.js', import.meta.url))]],
  ['pages.css', ['text/css; charset=utf-8', read(new URL('./browser/pages.css', import.meta.url))]],
  ['icon.svg', ['image/svg+xml', read(new URL('./browser/icon.svg', import.meta.url))]],
]);

/** The scripts and the style of the pages. */
@ApiExcludeController()
@Public()
@Controller('pages')
export class PageFilesController {
  constructor(private readonly http: HttpAdapterHost) {}

  @Get(':name')
  pageFile(@Param('name') name: string, @Res({ passthrough: true }) response: unknown): string {
    const file = FILES.get(name);
    if (!file) {
      throw new NotFoundException();
    }
    const [mediaType, content] = file;
    this.http.httpAdapter.setHeader(response, 'Content-Type', mediaType);
    this.http.httpAdapter.setHeader(response, 'Cache-Control', 'no-cache');
    return content;
  }
}

function read(file: URL): string {
  return readFileSync(file, 'utf8');
}
