/** Markup that needs no more escaping. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

type Part = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes every part that is not markup itself, for an element or for an attribute in quotes: `` html`<p>${text}</p>` ``. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = strings.map((string, index) => string + (index < parts.length ? markupOf(parts[index]!) : ''));
  return new Html(markup.join(''));
}

function markupOf(part: Part): string {
  if (part instanceof Html) {
    return part.toString();
  }
  return Array.isArray(part) ? part.join('') : String(part).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
