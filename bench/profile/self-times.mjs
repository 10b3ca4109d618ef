// @ts-check

/** @typedef {{ functionName: string, url: string }} CallFrame */
/** @typedef {{ nodes: { id: number, callFrame: CallFrame }[], samples: number[], timeDeltas: number[] }} CpuProfile */

/**
 * How long the processor was in each place itself, what it called left out.
 *
 * @param {CpuProfile} profile as `node --cpu-prof` writes it
 * @param {(frame: CallFrame) => string} placeOf
 * @returns {Map<string, number>} in microseconds
 */
export function selfTimes({ nodes, samples, timeDeltas }, placeOf) {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  /** @type {Map<string, number>} */
  const times = new Map();
  samples.forEach((id, index) => {
    const place = places.get(id) ?? '(unknown)';
    // A delta is the time before its sample, and so belongs to the one that came before.
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[index + 1] ?? 0));
  });
  return times;
}
