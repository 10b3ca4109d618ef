type Variables = Readonly<Record<string, string | undefined>>;

/** For a Kubernetes service named `metrics`, every pod of its namespace gets `METRICS_PORT=tcp://10.0.0.1:9090`. */
const LISTENING: ReadonlySet<string> = new Set(['HOST', 'PORT', 'METRICS_HOST', 'METRICS_PORT']);
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\//i;

/** Parts of a name that other programs use too, or that are easily left out. */
const OWN_PREFIXES: readonly string[] = ['AUTH_', 'CORS_'];
const FOREIGN_PREFIX = /^PORTCULLIS_/;

/** Whether Kubernetes has set the variable, and not an operator. */
export function isServiceLink(name: string, value = ''): boolean {
  return LISTENING.has(name) && SERVICE_LINK.test(value);
}

/** A sentence for each variable that is set and not read, although its name or its value looks meant for the service. */
export function unreadVariables(variables: Variables, known: readonly string[]): string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (value === undefined || value === '') {
      return [];
    }
    if (known.includes(name)) {
      return isServiceLink(name, value)
        ? [
            `${name} is ignored: it holds the address of a Kubernetes service. Set it in the pod, or set enableServiceLinks: false.`,
          ]
        : [];
    }
    const meant = nearest(name, known);
    return meant === undefined ? [] : [`${name} is not read: did you mean ${meant}?`];
  });
}

/** The known name that an unknown one probably stands for. */
function nearest(unknown: string, known: readonly string[]): string | undefined {
  const name = unknown.toUpperCase().replace(FOREIGN_PREFIX, '');
  const candidates = [name, ...(name.includes('_') ? OWN_PREFIXES.map((prefix) => `${prefix}${name}`) : [])];
  const [best] = known
    .map((target) => ({ target, edits: Math.min(...candidates.map((candidate) => distance(candidate, target))) }))
    .filter(({ target, edits }) => edits <= tolerance(target) || differsByWords(name, target))
    .toSorted((one, other) => one.edits - other.edits);
  return best?.target;
}

/** Short names have too many neighbours of other programs. */
function tolerance({ length }: string): number {
  return length < 8 ? 1 : 2;
}

/** `CORS_ALLOWED_ORIGINS` for `CORS_ORIGINS`, and `AUTH_SECRET` for `AUTH_JWT_SECRET`, but not `AUTH_TOKEN` for `AUTH_TOKEN_SUBJECT`. */
function differsByWords(name: string, target: string): boolean {
  const [words, wanted] = [name.split('_'), target.split('_')];
  if (!OWN_PREFIXES.includes(`${words[0]}_`) || words.length < 2 || wanted.length < 2) {
    return false;
  }
  const leavesOut = words.at(-1) === wanted.at(-1) && words.every((word) => wanted.includes(word));
  return leavesOut || wanted.every((word) => words.includes(word));
}

/** How many letters are added, left out, changed or swapped with their neighbour (optimal string alignment). */
function distance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
        isSwapped ? beforeLast[column - 2]! + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length]!;
}
