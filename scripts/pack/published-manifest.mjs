/** The builds of a library, in the order in which a resolver tries their conditions. */
export const BUILDS = [
  { condition: 'import', folder: 'esm', type: 'module' },
  { condition: 'require', folder: 'cjs', type: 'commonjs' },
];

/**
 * The source of each entry point of a library: `exports` of its package.json in the checkout.
 *
 * @returns {{ door: string, module: string }[]} `module` is the path below `src`, without its extension
 * @throws Error if an entry point names another file than a source
 */
export function doorsOf({ name, exports }) {
  return Object.entries(exports).map(([door, source]) => {
    const [, module] = /^\.\/src\/(.+)\.ts$/.exec(source) ?? [];
    if (module === undefined) {
      throw new Error(
        `${name}: exports["${door}"] must name a source: "./src/….ts". The paths in dist follow from it.`,
      );
    }
    return { door, module };
  });
}

/**
 * The published package.json: every entry point as an ES module and as CommonJS, each with types of its own. `main`, `types` and
 * `typesVersions` are for resolvers that don't read `exports`, such as TypeScript's `node10`.
 *
 * @param place the `repository` of the whole project, if its package.json names one, and the folder of the library in it. npm publishes
 *   a package with provenance only if it names the repository that built it
 */
export function publishedManifest({ sideEffects, bin, ...manifest }, { repository, directory }) {
  const doors = doorsOf(manifest);
  const main = filesOf('cjs', 'index');
  return {
    ...manifest,
    ...(repository && { repository: { ...repository, directory } }),
    sideEffects: sideEffectsIn(
      sideEffects,
      BUILDS.map(({ folder }) => `./dist/${folder}`),
    ),
    main: main.default,
    module: filesOf('esm', 'index').default,
    types: main.types,
    exports: {
      ...Object.fromEntries(doors.map(({ door, module }) => [door, conditionsOf(module)])),
      './package.json': './package.json',
    },
    ...typesVersionsOf(doors.filter(isSubPath)),
    ...(bin && { bin: commandsOf(bin) }),
    files: ['dist', 'CHANGELOG.md'],
  };
}

/** The package.json in the folder of a build, which says how Node reads the files there. */
export function buildManifest({ type }, { sideEffects }) {
  return { type, sideEffects: sideEffectsIn(sideEffects, ['.']) };
}

/** `import` and `require`, each with its types before its JavaScript, as TypeScript requires. */
function conditionsOf(module) {
  return Object.fromEntries(BUILDS.map(({ condition, folder }) => [condition, filesOf(folder, module)]));
}

function filesOf(folder, module) {
  return { types: `./dist/${folder}/${module}.d.ts`, default: `./dist/${folder}/${module}.js` };
}

function isSubPath({ door }) {
  return door !== '.';
}

function typesVersionsOf(subPaths) {
  const entries = subPaths.map(({ door, module }) => [door.slice('./'.length), [filesOf('cjs', module).types]]);
  return entries.length > 0 && { typesVersions: { '*': Object.fromEntries(entries) } };
}

/** Commands run as ES modules. */
function commandsOf(bin) {
  return Object.fromEntries(Object.entries(bin).map(([name, source]) => [name, built(source, './dist/esm')]));
}

/** @param sideEffects `false`, or sources that do something when they are loaded */
function sideEffectsIn(sideEffects, folders) {
  return sideEffects && folders.flatMap((folder) => sideEffects.map((source) => built(source, folder)));
}

function built(source, folder) {
  return source.replace('./src', folder).replace(/\.ts$/, '.js');
}
