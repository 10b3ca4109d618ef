import type { OpenAPIObject } from '@nestjs/swagger';

type Servers = NonNullable<OpenAPIObject['servers']>;

/**
 * The token URL of the OAuth2 flows, below the servers of the document, so that it is right behind a proxy that strips a prefix. It is
 * absolute if the document has a single, absolute server. Otherwise clients resolve it against the server that they use (OpenAPI 3.0,
 * section 4.7.5.1 "Server Object").
 *
 * @param path of the token endpoint, with a leading slash
 */
export function tokenUrlBelow(servers: Servers | undefined, path: string): string {
  const [first, ...others] = servers ?? [];
  if (!first) {
    return path;
  }
  const base = withDefaults(first).replace(/\/+$/, '');
  // With an absolute URL, credentials would go to the first server even if the user has chosen another one.
  return (others.length > 0 ? pathIn(base) : base) + path;
}

function withDefaults({ url, variables = {} }: Servers[number]): string {
  return url.replace(/\{(\w+)\}/g, (template, name: string) => String(variables[name]?.default ?? template));
}

function pathIn(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname.replace(/\/+$/, '') : url;
}
