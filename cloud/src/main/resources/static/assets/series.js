// The points of the chart's lines: history first, live points appended, late ones remembered as a
// reason to load the history again. No I/O here.

/** A pause this many times the usual one is a hole, and the line is broken there. */
const HOLE = 4;
const SHORTEST_HOLE_MS = 5_000;

/** @typedef {[number, number]} Sample milliseconds and value */

export class Series {
  /** @type {Sample[]} oldest first */
  samples = [];

  /** @param {Sample[]} samples oldest first */
  load(samples) {
    const newest = samples.at(-1)?.[0] ?? 0;
    const since = this.samples.filter(([at]) => at > newest);
    this.samples = [...samples, ...since];
  }

  /**
   * Takes a live point in.
   *
   * @param {number} at
   * @param {number} value
   * @returns {boolean} false where the point is older than the line's end, so that it belongs
   *   somewhere into the middle
   */
  add(at, value) {
    const newest = this.samples.at(-1)?.[0] ?? 0;
    if (at > newest) {
      this.samples.push([at, value]);
      return true;
    }
    return at === newest;
  }

  /** @param {number} from */
  forgetBefore(from) {
    const first = this.samples.findIndex(([at]) => at >= from);
    this.samples = first < 0 ? [] : this.samples.slice(first);
  }

  /**
   * The samples with a break in each hole.
   *
   * @returns {([number, number] | [number, null])[]}
   */
  line() {
    const longest = this.#longestPause();
    /** @type {([number, number] | [number, null])[]} */
    const line = [];
    let last = this.samples[0]?.[0] ?? 0;
    for (const sample of this.samples) {
      if (sample[0] - last > longest) {
        line.push([last + 1, null]);
      }
      line.push(sample);
      last = sample[0];
    }
    return line;
  }

  #longestPause() {
    const pauses = this.samples.slice(1).map(([at], index) => at - this.samples[index][0]);
    const usual = pauses.sort((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0;
    return Math.max(SHORTEST_HOLE_MS, usual * HOLE);
  }
}

/**
 * What a value is on the chart; undefined where it cannot be drawn.
 *
 * @param {any} value
 */
export function drawn(value) {
  if (typeof value === 'boolean') {
    return value ? 1 : 0;
  }
  return typeof value === 'number' ? value : undefined;
}

/**
 * Whether a property can be a line.
 *
 * @param {any} schema
 */
export const isLine = (schema) => ['number', 'integer', 'boolean'].includes(schema.type);
