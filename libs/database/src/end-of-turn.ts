let due: (() => void)[] = [];

/**
 * Does the work at the end of this turn of the event loop, with all that is put off so, one directly after the other.
 *
 * @param work throws nothing
 */
export function atEndOfTurn(work: () => void): void {
  if (due.push(work) === 1) {
    // Requests on different sockets are read one after the other, each with its own microtasks; the check phase comes after
    // all of them.
    setImmediate(doAll);
  }
}

function doAll(): void {
  const all = due;
  due = [];
  for (const work of all) {
    work();
  }
}
