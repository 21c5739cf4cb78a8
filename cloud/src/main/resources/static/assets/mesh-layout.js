// Where each node of a mesh stands in its drawing. No I/O here.

import { byName } from './mesh.js';

/** Rows of so many nodes are put in the order that looks best of all; longer ones in a good one. */
const MOST_PERMUTED = 6;

/**
 * Rows of nodes by their distance from the first, each in an order in which few links cross.
 *
 * @param {string[]} nodes
 * @param {{ a: string, b: string }[]} links
 * @param {string} first
 * @returns {string[][]}
 */
export function rowsOf(nodes, links, first) {
  /** @type {Map<string, Set<string>>} */
  const near = new Map(nodes.map((each) => [each, new Set()]));
  for (const { a, b } of links) {
    near.get(a)?.add(b);
    near.get(b)?.add(a);
  }
  /** @type {string[][]} */
  const rows = [];
  const placed = new Set();
  for (const begin of [first, ...[...nodes].sort(byName)]) {
    let row = near.has(begin) && !placed.has(begin) ? [begin] : [];
    for (let depth = 0; row.length > 0; depth += 1) {
      row.forEach((each) => placed.add(each));
      rows[depth] = [...(rows[depth] ?? []), ...row];
      const next = new Set(row.flatMap((each) => [...(near.get(each) ?? [])]));
      row = [...next].filter((each) => near.has(each) && !placed.has(each));
    }
  }
  return rows.reduce((/** @type {string[][]} */ done, row) => {
    done.push(ordered(row.sort(byName), done.at(-1) ?? [], near));
    return done;
  }, []);
}

/**
 * @param {string[]} row
 * @param {string[]} above the row before it
 * @param {Map<string, Set<string>>} near
 */
function ordered(row, above, near) {
  if (row.length > MOST_PERMUTED) {
    const middle = (/** @type {string} */ name) => {
      const places = above.map((each, i) => (near.get(name)?.has(each) ? i : -1)).filter((i) => i >= 0);
      return places.reduce((sum, i) => sum + i, 0) / Math.max(1, places.length);
    };
    return [...row].sort((one, other) => middle(one) - middle(other));
  }
  let best = row;
  let least = Infinity;
  for (const order of permutations(row)) {
    const cost = ugliness(order, above, near);
    if (cost < least) {
      least = cost;
      best = order;
    }
  }
  return best;
}

/**
 * @param {string[]} order
 * @param {string[]} above
 * @param {Map<string, Set<string>>} near
 */
function ugliness(order, above, near) {
  const place = (/** @type {string[]} */ row, /** @type {number} */ i) => i - (row.length - 1) / 2;
  let sum = 0;
  /** @type {[number, number][]} */
  const lines = [];
  order.forEach((name, i) => {
    above.forEach((each, j) => {
      if (near.get(name)?.has(each)) {
        lines.push([i, j]);
        sum += Math.abs(place(order, i) - place(above, j));
      }
    });
    // A link within the row that passes other nodes has to go around them.
    order.slice(i + 2).forEach((each, k) => {
      sum += near.get(name)?.has(each) ? 3 * (k + 1) : 0;
    });
  });
  for (const [i, j] of lines) {
    sum += 4 * lines.filter(([k, l]) => i < k && j > l).length;
  }
  return sum;
}

/**
 * @param {string[]} names
 * @returns {string[][]}
 */
function permutations(names) {
  if (names.length < 2) {
    return [names];
  }
  return names.flatMap((name, i) =>
    permutations([...names.slice(0, i), ...names.slice(i + 1)]).map((rest) => [name, ...rest]),
  );
}
