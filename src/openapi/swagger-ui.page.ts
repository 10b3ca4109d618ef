/** The page of Swagger UI. Every link is relative, so the page works behind a proxy that strips a prefix. */
export function swaggerUiPage(version: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Portcullis</title>
  <link rel="icon" type="image/png" sizes="32x32" href="./docs/favicon-32x32.png?${version}">
  <link rel="stylesheet" href="./docs/swagger-ui.css?${version}">
  <link rel="stylesheet" href="./docs/page.css">
  <script src="./docs/swagger-ui-bundle.js?${version}" defer></script>
  <script src="./docs/page.js" defer></script>
</head>
<body>
  <div id="swagger-ui"></div>
</body>
</html>
`;
}

/** Shows the document and follows the colour scheme of the browser. */
export const PAGE_SCRIPT = `
const dark = matchMedia('(prefers-color-scheme: dark)');
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followScheme);
followScheme();

SwaggerUIBundle({
  dom_id: '#swagger-ui',
  url: 'openapi.json',
  deepLinking: true,
  tryItOutEnabled: true,
  // A token in localStorage would outlive the page, and any script of this origin could read it.
  persistAuthorization: false,
  // Hides the list of schemas: each operation shows its own.
  defaultModelsExpandDepth: -1,
  // The colours of this theme are readable on a dark background.
  syntaxHighlight: { theme: 'obsidian' },
});
`;
