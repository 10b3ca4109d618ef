interface Waiting {
  readonly events: readonly string[];
  readonly take: (data: unknown) => void;
}

/** Keeps the messages to a client until the test reads them. */
export class Inbox {
  #kept: { readonly event: string; readonly data: unknown }[] = [];
  #waiting: Waiting[] = [];

  put(event: string, data: unknown): void {
    const waiting = this.#waiting.find(({ events }) => events.includes(event));
    if (waiting) {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      waiting.take(data);
    } else {
      this.#kept.push({ event, data });
    }
  }

  /** Resolves with the next message of one of the events, which may have arrived already. */
  next(...events: readonly string[]): Promise<unknown> {
    const kept = this.#kept.find(({ event }) => events.includes(event));
    if (kept) {
      this.#kept = this.#kept.filter((other) => other !== kept);
      return Promise.resolve(kept.data);
    }
    return new Promise((take) => {
      this.#waiting.push({ events, take });
    });
  }

  /** The messages of an event that have arrived and were not read. */
  all(event: string): readonly unknown[] {
    return this.#kept.filter((kept) => kept.event === event).map(({ data }) => data);
  }
}
