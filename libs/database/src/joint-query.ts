import type { DataRow, RowDescription, Statement, Submittable, TypesOfColumns, Wire } from './driver.js';
import { RowReader } from './row-reader.js';

export type JointCallback = (error?: Error | null, rows?: readonly unknown[][]) => void;

/** How the rows are read of what a connection has parsed, by its name: columns stay as they were when it was parsed. */
const described = new WeakMap<Wire, Map<string, RowReader>>();

/**
 * Several statements in one message to the server, and their rows in one answer: PostgreSQL's extended protocol has a `Sync`
 * after the last of them alone. All of them fail where one does, as nothing after it is run. To be handed to the `query` of a
 * client of `pg`, as its cursors are.
 *
 * It writes the protocol's messages itself: `pg`'s own queries copy what they are made of, and have their columns described,
 * anew each time.
 */
export class JointQuery implements Submittable {
  /** Called when it is over, with the rows of each statement. `pg`, and what traces it, put theirs around it. */
  callback: JointCallback;
  /** Where `pg` puts the types of the client. */
  readonly _result: { _types: TypesOfColumns | undefined } = { _types: undefined };
  readonly #rows: unknown[][];
  readonly #readers: (RowReader | undefined)[] = [];
  /** How many have been: the number of the one that is being answered. */
  #answered = 0;
  #described = new Map<string, RowReader>();
  /** The rows could not be read. */
  #failure: Error | null = null;

  /**
   * @param statements whose values are as they go to the server
   * @param types by which columns are read where the client has none of its own
   */
  constructor(
    private readonly statements: readonly Statement[],
    private readonly types: TypesOfColumns,
    callback: JointCallback,
  ) {
    this.#rows = statements.map(() => []);
    this.callback = callback;
  }

  /** Of the statement that is being answered: `pg` takes note of what the connection has parsed. */
  get name(): string | undefined {
    return this.statements[this.#answered]?.name;
  }

  get text(): string | undefined {
    return this.statements[this.#answered]?.text;
  }

  /** Sends all of it or nothing. @returns why nothing was sent */
  submit(wire: Wire): Error | null {
    this.#described = describedBy(wire);
    const texts = new Map<string, string>();
    for (const { name, text } of this.statements) {
      const known = name && (texts.get(name) ?? parsedBy(wire, name));
      if (known && known !== text) {
        return new Error(`The connection knows another statement by the name of ${name}`);
      }
      texts.set(name ?? '', text);
    }
    wire.stream.cork();
    try {
      for (const statement of this.statements) {
        this.#readers.push(this.#send(statement, wire));
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
    return null;
  }

  /** @returns how its rows are read, where that is known; else it is described once more */
  #send({ name = '', text, values }: Statement, wire: Wire): RowReader | undefined {
    const isParsed = name !== '' && parsedBy(wire, name) !== undefined;
    if (!isParsed) {
      this.#described.delete(name);
      wire.parse({ name, text });
      if (name !== '' && wire.submittedNamedStatements) {
        wire.submittedNamedStatements[name] = text;
      }
    }
    const reader = this.#described.get(name);
    wire.bind({ statement: name, values });
    if (!reader) {
      wire.describe({ type: 'P' });
    }
    wire.execute({});
    return reader;
  }

  handleRowDescription({ fields }: RowDescription): void {
    // oxlint-disable-next-line no-underscore-dangle -- a name of the driver's
    const reader = new RowReader(fields, this._result._types ?? this.types);
    this.#readers[this.#answered] = reader;
    if (this.name) {
      this.#described.set(this.name, reader);
    }
  }

  handleDataRow({ fields }: DataRow): void {
    try {
      this.#rows[this.#answered]?.push(this.#readers[this.#answered]?.read(fields));
    } catch (error) {
      this.#failure = error as Error;
    }
  }

  handleCommandComplete(): void {
    this.#answered++;
  }

  handleError(error: Error, wire: Wire): void {
    for (const { name } of this.statements.slice(this.#answered)) {
      // What the server has skipped it has not parsed either.
      delete wire.submittedNamedStatements?.[name ?? ''];
    }
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(this.#failure, this.#rows);
  }
}

function parsedBy(wire: Wire, name: string): string | undefined {
  return wire.parsedStatements[name] ?? wire.submittedNamedStatements?.[name];
}

function describedBy(wire: Wire): Map<string, RowReader> {
  const readers = described.get(wire) ?? new Map<string, RowReader>();
  described.set(wire, readers);
  return readers;
}
