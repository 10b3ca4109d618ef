/** One line of a stack: `    at name (file:///app/x.js:1:2)` or `    at /app/x.js:1:2`. */
const PLACE = /(?:\(|at )(?:async )?((?:file:|node:|webpack|[A-Za-z]:[\\/]|\/).*?)(?::\d+){1,2}\)?$/m;

/**
 * The file in which an error was created. ES modules and CommonJS have different names for their own file, but both have the stack of an
 * error.
 */
export function loadedFrom({ stack }: Pick<Error, 'stack'>): string {
  const [, file] = PLACE.exec(String(stack)) ?? [];
  return file?.replace(/^file:\/\//, '') ?? 'an unknown file';
}
