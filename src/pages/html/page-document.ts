import { html, type Html } from './html.js';

export interface PageContent {
  readonly title: string;
  readonly main: Html;
  /** The module of the page. @default none */
  readonly script?: string;
  /** From the page to the root of the service. Relative, because a proxy may have stripped a prefix. @default '.' */
  readonly root?: string;
}

/** The gate of a castle, as a drawing for the eye only. */
const LOGO = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M4 21V10a8 8 0 0 1 16 0v11M9 3v15l-1 2-1-2M12 2v18M15 3v15l1 2 1-2M4 9h16M4 14h16" />
</svg>`;

/** A whole page of the service. */
export function pageDocument({ title, main, script, root = '.' }: PageContent): string {
  const module = script === undefined ? html`` : html`<script type="module" src="${root}/pages/${script}"></script>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} – Portcullis</title>
        <link rel="icon" type="image/svg+xml" href="${root}/pages/icon.svg" />
        <link rel="stylesheet" href="${root}/pages/pages.css" />
        ${module}
      </head>
      <body>
        <header>${LOGO} Portcullis</header>
        <main>${main}</main>
      </body>
    </html> `.toString();
}
