// @ts-check

/** @typedef {{ functionName: string, url: string }} CallFrame */
/** @typedef {{ nodes: { id: number, callFrame: CallFrame }[], samples: number[], timeDeltas: number[] }} CpuProfile */

/**
 * The self time of each function, without the functions that it calls.
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
    // A delta is the time before its sample, so it belongs to the previous sample.
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[index + 1] ?? 0));
  });
  return times;
}
