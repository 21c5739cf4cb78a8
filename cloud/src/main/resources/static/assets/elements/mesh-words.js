// Rates and times of the mesh as people read them.

/**
 * Messages a second: `12/s`, `0.4/s`.
 *
 * @param {number} rate
 */
export function perSecond(rate) {
  if (rate >= 10) {
    return `${Math.round(rate).toLocaleString('en')}/s`;
  }
  if (rate === 0) {
    return '0/s';
  }
  return rate < 0.05 ? '<0.1/s' : `${rate.toFixed(1)}/s`;
}

/**
 * Bytes a second: `340 B/s`, `12.4 kB/s`.
 *
 * @param {number} rate
 */
export function bytesPerSecond(rate) {
  if (rate < 1_000) {
    return `${Math.round(rate)} B/s`;
  }
  return rate < 1_000_000
    ? `${(rate / 1_000).toFixed(1)} kB/s`
    : `${(rate / 1_000_000).toFixed(1)} MB/s`;
}

/** @param {number | undefined} micros */
export function tripText(micros) {
  if (micros === undefined) {
    return '';
  }
  return micros < 10_000 ? `${(micros / 1_000).toFixed(1)} ms` : `${Math.round(micros / 1_000)} ms`;
}

/** @param {string[]} path */
export const pathText = (path) => (path.length === 0 ? 'no way' : path.join(' → '));
