import { TestEnvironment } from 'jest-environment-node';

/** What decorators tell of a parameter or a property: frameworks compare it with their own. */
const TYPES = ['Array', 'Boolean', 'Date', 'Map', 'Number', 'Object', 'Set', 'String'];

const ERRORS = [
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
  'AggregateError',
  'Error',
];

/**
 * A suite's own world, as Jest makes it, with a door in it: `importOutside` is the `import()` of the worker, which loads a
 * package once for all of its suites, as Node does for any program. Types and errors are the same on both sides of it.
 */
export default class SharedPackagesEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of ERRORS) {
      // Those that the language itself throws remain of the suite's own.
      Object.setPrototypeOf(this.global[name].prototype, globalThis[name].prototype);
    }
    for (const name of [...TYPES, ...ERRORS, 'Reflect']) {
      this.global[name] = globalThis[name];
    }
    this.global.importOutside = (name) => import(name);
  }

  async teardown() {
    // There decorators have written down what they decorate, and so all that the suite has loaded.
    delete globalThis.typeormMetadataArgsStorage;
    delete globalThis.classValidatorMetadataStorage;
    await super.teardown();
  }
}
