import type { Submittable, TypesOfRows, Wire, WireQuery } from './driver.js';

/**
 * Several statements in one message to the server, and their rows in one answer: PostgreSQL's extended protocol has a `Sync`
 * after the last of them alone. All of them fail where one does, as nothing after it is run. To be handed to the `query` of a
 * client of `pg`, as its cursors are.
 */
export class JointQuery implements Submittable {
  /** Called when it is over. `pg`, and what traces it, put theirs around it. */
  callback: (error?: Error | null) => void;
  /** Where `pg` puts the types of the client. */
  readonly _result: TypesOfRows = { _types: undefined };
  /** In the order in which they are answered. */
  readonly #sent: WireQuery[] = [];
  #answered = 0;

  /** @param queries of values that can be written whatever they are: one that was half sent would get the answer of another */
  constructor(
    private readonly queries: readonly WireQuery[],
    callback: (error?: Error | null) => void,
  ) {
    this.callback = callback;
  }

  /** Of the statement that is being answered: `pg` takes note of what the connection has parsed. */
  get name(): string | undefined {
    return this.#sent[this.#answered]?.name;
  }

  get text(): string | undefined {
    return this.#sent[this.#answered]?.text;
  }

  submit(wire: Wire): null {
    const withoutSync = Object.create(wire, { sync: { value: doNothing } }) as Wire;
    wire.stream.cork();
    try {
      for (const query of this.queries) {
        // oxlint-disable-next-line no-underscore-dangle -- a name of the driver's
        Object.assign(query._result, this._result);
        const error = query.submit(withoutSync);
        if (error) {
          query.handleError(error, wire);
        } else {
          this.#sent.push(query);
        }
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
    return null;
  }

  handleRowDescription(message: unknown): void {
    this.#sent[this.#answered]?.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.#sent[this.#answered]?.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, wire: Wire): void {
    this.#sent[this.#answered]?.handleCommandComplete(message, wire);
    this.#answered++;
  }

  handleError(error: Error, wire: Wire): void {
    for (const { name } of this.#sent.slice(this.#answered)) {
      // What the server has skipped it has not parsed either.
      delete wire.submittedNamedStatements?.[name ?? ''];
    }
    this.callback(error);
  }

  handleReadyForQuery(wire: Wire): void {
    for (const query of this.#sent) {
      query.handleReadyForQuery(wire);
    }
    this.callback(null);
  }
}

function doNothing(): void {}
