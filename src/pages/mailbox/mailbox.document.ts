import type { MailboxEntry } from '@portcullis/accounts';
import { html, type Html } from '../html/html.js';
import { pageDocument } from '../html/page-document.js';

const LINK = /(https?:\/\/[^\s<>"']+)/;

/** The list of the mails, which are sorted already. */
export function mailboxDocument(mails: readonly MailboxEntry[]): string {
  const list =
    mails.length === 0
      ? html`<p>No mail yet. A mail arrives here within a few seconds.</p>`
      : html`<ul class="mails">
          ${mails.map(itemOf)}
        </ul>`;
  const main = html`<h1>Mailbox</h1>
    <p class="hint">Mails stay on this machine, because MAIL_URL is not set.</p>
    ${list}`;
  return pageDocument({ title: 'Mailbox', main });
}

/** One mail as text, in which links are links. */
export function mailDocument({ id, to, subject, text, receivedAt }: MailboxEntry): string {
  const main = html`<p><a href="../mailbox">All mails</a></p>
    <h1>${subject}</h1>
    <p class="hint">To ${to}, ${timeOf(receivedAt)}</p>
    <p class="mail">${linked(text)}</p>
    <p><a href="./${id}/html">View as HTML</a></p>`;
  return pageDocument({ title: subject, main, root: '..' });
}

function itemOf({ id, to, subject, receivedAt }: MailboxEntry): Html {
  return html`<li>
    <a href="./mailbox/${id}">${subject}</a><br /><span class="hint">To ${to}, ${timeOf(receivedAt)}</span>
  </li>`;
}

function timeOf(milliseconds: number): Html {
  const time = new Date(milliseconds).toISOString();
  return html`<time datetime="${time}">${time.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

function linked(text: string): Html[] {
  return text.split(LINK).map((part) => (LINK.test(part) ? html`<a href="${part}">${part}</a>` : html`${part}`));
}
