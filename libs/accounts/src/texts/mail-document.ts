import type { MailContent } from '../mail/mail.js';

/** One part of a mail. */
export type MailPart =
  | { readonly paragraph: string }
  | { readonly link: string; readonly label: string }
  | { readonly code: string; readonly label: string }
  | { readonly list: readonly (readonly [name: string, value: string])[] }
  | { readonly small: string };

/** Colours only where both are set: elsewhere the mail program chooses them, also in the dark. */
const STYLES = {
  body: 'margin:0;padding:24px 16px;font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:16px;line-height:1.5',
  column: 'max-width:480px;margin:0 auto',
  title: 'margin:0 0 16px;font-size:20px;line-height:1.3',
  paragraph: 'margin:0 0 16px;overflow-wrap:anywhere',
  button:
    'display:inline-block;padding:12px 20px;border-radius:8px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none',
  code: 'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:24px;letter-spacing:2px;white-space:nowrap',
  small: 'margin:0 0 16px;font-size:14px;opacity:0.8;overflow-wrap:anywhere',
} as const;

/** Renders a mail as text and as HTML. Every text is escaped in the HTML. */
export function mailDocument(subject: string, parts: readonly MailPart[]): MailContent {
  const paragraphs = parts.map((part) => htmlOf(part)).join('\n');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${escaped(subject)}</title>
<style>:root { color-scheme: light dark; }</style>
</head>
<body style="${STYLES.body}">
<div style="${STYLES.column}">
<h1 style="${STYLES.title}">${escaped(subject)}</h1>
${paragraphs}
</div>
</body>
</html>
`;
  return { subject, text: `${parts.map((part) => textOf(part)).join('\n\n')}\n`, html };
}

function textOf(part: MailPart): string {
  if ('paragraph' in part) {
    return part.paragraph;
  }
  if ('small' in part) {
    return part.small;
  }
  if ('list' in part) {
    return part.list.map(([name, value]) => `${name}: ${value}`).join('\n');
  }
  return 'link' in part ? `${part.label}:\n${part.link}` : `${part.label}: ${part.code}`;
}

function htmlOf(part: MailPart): string {
  if ('paragraph' in part) {
    return paragraph(escaped(part.paragraph));
  }
  if ('small' in part) {
    return paragraph(escaped(part.small), STYLES.small);
  }
  if ('list' in part) {
    return paragraph(part.list.map(([name, value]) => escaped(`${name}: ${value}`)).join('<br>\n'), STYLES.small);
  }
  return 'link' in part
    ? paragraph(`<a href="${escaped(part.link)}" style="${STYLES.button}">${escaped(part.label)}</a>`)
    : paragraph(`${escaped(part.label)}:<br>\n<strong style="${STYLES.code}">${escaped(part.code)}</strong>`);
}

function paragraph(html: string, style: string = STYLES.paragraph): string {
  return `<p style="${style}">${html}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
