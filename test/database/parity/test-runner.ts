type Hook = (work: () => void | Promise<void>) => void;

/** What Jest and `node:test` have in common. */
export interface TestRunner {
  readonly describe: (title: string, body: () => void) => void;
  readonly it: (title: string, work: () => Promise<void>) => void;
  readonly beforeAll: Hook;
  readonly afterAll: Hook;
  readonly beforeEach: Hook;
  readonly afterEach: Hook;
}
