import { Controller, Get, Header, NotFoundException, Param, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { FileMailbox, type MailboxEntry } from '@portcullis/accounts';
import { Public } from '@portcullis/auth';
import { NoStore } from '@portcullis/auth/spi';
import { PageHeaders } from '../html/page-headers.js';
import { mailboxDocument, mailDocument } from './mailbox.document.js';
import { ThisMachineGuard } from './this-machine.guard.js';

/** A mail brings its own styles. It runs no script and loads nothing. */
const MAIL_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  'sandbox',
];

/** Shows the mails of development, which hold secrets, on this machine only. */
@ApiExcludeController()
@Public()
@UseGuards(ThisMachineGuard)
@NoStore()
@Controller('mailbox')
export class MailboxController {
  constructor(private readonly mailbox: FileMailbox) {}

  @Get()
  @PageHeaders()
  async mails(): Promise<string> {
    return mailboxDocument(await this.mailbox.list());
  }

  @Get(':id')
  @PageHeaders()
  async mail(@Param('id') id: string): Promise<string> {
    return mailDocument(await this.find(id));
  }

  @Get(':id/html')
  @PageHeaders(MAIL_POLICY)
  // A sandboxed page has no origin of its own, of which Chromium would warn.
  @Header('Origin-Agent-Cluster', '?0')
  async mailAsHtml(@Param('id') id: string): Promise<string> {
    const { html } = await this.find(id);
    return html;
  }

  private async find(id: string): Promise<MailboxEntry> {
    const mail = (await this.mailbox.list()).find((entry) => entry.id === id);
    if (!mail) {
      throw new NotFoundException();
    }
    return mail;
  }
}
