// Numbers, units, times and ages as people read them.

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const ONE = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DAY_CLOCK = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** UN/CEFACT and SenML unit words, as they are written on a page. */
const UNITS = new Map([
  ['Cel', '°C'],
  ['celsius', '°C'],
  ['degC', '°C'],
  ['%RH', '% RH'],
  ['percent', '%'],
  ['deg', '°'],
  ['degree', '°'],
  ['m/s', 'm/s'],
  ['m3', 'm³'],
  ['m3/h', 'm³/h'],
  ['W/m2', 'W/m²'],
  ['/', ''],
  ['1', ''],
]);

/** @param {number} value */
export const whole = (value) => WHOLE.format(value);

/** @param {number} value */
export const oneDigit = (value) => ONE.format(value);

/** @param {string | undefined} unit */
export const unitText = (unit) => (unit ? (UNITS.get(unit) ?? unit) : '');

/**
 * @param {unknown} value
 * @param {any} [schema] the property's affordance
 */
export function valueText(value, schema) {
  if (value === undefined || value === null) {
    return '–';
  }
  if (isPicture(schema)) {
    return 'picture';
  }
  if (typeof value === 'number') {
    return schema?.type === 'integer' ? whole(value) : reading(value);
  }
  if (typeof value === 'boolean') {
    return value ? 'yes' : 'no';
  }
  return String(value);
}

/** A measurement keeps its decimal also where it happens to be whole, so that it does not jump. */
function reading(/** @type {number} */ value) {
  const digits = Math.abs(value) < 1 && value !== 0 ? 2 : Math.abs(value) >= 1_000 ? 0 : 1;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** @param {any} schema */
export const isPicture = (schema) =>
  schema?.contentMediaType === 'image/jpeg' || schema?.contentMediaType === 'image/png';

/** @param {string | number | Date} at */
export const clock = (at) => CLOCK.format(new Date(at));

/** @param {string | number | Date} at */
export const dayClock = (at) => DAY_CLOCK.format(new Date(at));

/**
 * A length of time in at most two words: `12 s`, `4 min`, `3 h 20 min`, `2 d`.
 *
 * @param {number} millis
 */
export function span(millis) {
  const seconds = Math.max(0, Math.round(millis / 1_000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return `${Math.floor(hours / 24)} d`;
}

/**
 * How long ago: `3 s ago`.
 *
 * @param {string | undefined | null} at
 * @param {number} now milliseconds of the server's clock
 */
export function ago(at, now) {
  return at ? `${span(now - Date.parse(at))} ago` : 'never';
}

/**
 * A short step in time, with the digits that tell: `84 ms`, `1.24 s`.
 *
 * @param {number} millis
 */
export function delta(millis) {
  if (millis < 1_000) {
    return `${Math.max(0, Math.round(millis))} ms`;
  }
  return millis < 60_000 ? `${(millis / 1_000).toFixed(2)} s` : span(millis);
}

/**
 * Bytes as people say them: `640 B`, `24 kB`, `1.2 MB`.
 *
 * @param {number} bytes
 */
export function size(bytes) {
  if (bytes < 1_000) {
    return `${bytes} B`;
  }
  return bytes < 1_000_000 ? `${whole(bytes / 1_000)} kB` : `${oneDigit(bytes / 1_000_000)} MB`;
}

/**
 * A part of a whole in per cent; never rounded up to 100 while something is missing.
 *
 * @param {number} part
 * @param {number} all
 */
export function percent(part, all) {
  if (all <= 0) {
    return '–';
  }
  if (part >= all) {
    return '100 %';
  }
  return `${(Math.floor((part / all) * 10_000) / 100).toFixed(2)} %`;
}
