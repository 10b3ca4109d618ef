import type { ColumnDescription, TypesOfColumns } from './driver.js';

/** Makes objects of the rows of one statement: as `pg` does, and without looking up each name and type for each answer. */
export class RowReader {
  readonly #blank: Readonly<Record<string, null>>;
  readonly #columns: readonly string[];
  readonly #parsers: readonly ((text: string) => unknown)[];

  constructor(columns: readonly ColumnDescription[], types: TypesOfColumns) {
    this.#blank = Object.fromEntries(columns.map(({ name }) => [name, null]));
    this.#columns = columns.map(({ name }) => name);
    this.#parsers = columns.map(({ dataTypeID }) => types.getTypeParser(dataTypeID, 'text'));
  }

  /** @throws whatever a parser does that somebody has set */
  read(texts: readonly (string | null)[]): unknown {
    const row: Record<string, unknown> = { ...this.#blank };
    for (let index = 0; index < texts.length; index++) {
      const text = texts[index];
      if (typeof text === 'string') {
        row[this.#columns[index]!] = this.#parsers[index]!(text);
      }
    }
    return row;
  }
}
