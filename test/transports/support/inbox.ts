interface Waiting {
  readonly events: readonly string[];
  readonly take: (data: unknown) => void;
}

/** What has been sent to a client, kept until it is asked for. */
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

  /** The next of one of the kinds, which may have come already. */
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

  /** What has come and was not asked for. */
  all(event: string): readonly unknown[] {
    return this.#kept.filter((kept) => kept.event === event).map(({ data }) => data);
  }
}
