// Who stands in for whom, and what became of those that died, made from what a controller tells.
// No I/O here.

import { delta } from './format.js';
import { byName } from './mesh.js';

/**
 * @typedef {{ name: string, life: string, substitute: string, likeness: string, standing: string,
 *   copy: string, sessions: number, carrier: string, carriedSince?: number,
 *   unprotected: boolean }} StandInRow
 * @typedef {{ key: string, at: number, words: string, tone: 'good' | 'wait' | 'bad' }} TimelineEntry
 * @typedef {{ total: number, filters: string[] }} FilterList
 * @typedef {{ nodes: string[], publishes: FilterList, subscribes: FilterList }} EquivalenceClass
 * @typedef {{ name: string, role: string, term: number, rows: StandInRow[],
 *   timeline: TimelineEntry[], forgotten: number, classes: EquivalenceClass[] }} StandIns
 */

/**
 * @param {any} control of `GET /api/mesh/controller`, with a plan
 * @param {number} now milliseconds
 * @returns {StandIns}
 */
export function standInsOf({ plan, timeline }, now) {
  return {
    name: plan.name ?? '',
    role: plan.role ?? '',
    term: plan.term ?? 0,
    rows: plan.nodes
      .map((/** @type {any} */ each) => rowOf(each, carriedSince(each, timeline.handovers, now)))
      .sort((/** @type {StandInRow} */ one, /** @type {StandInRow} */ other) =>
        byName(one.name, other.name),
      ),
    timeline: timelineOf(timeline.handovers),
    forgotten: timeline.forgotten ?? 0,
    classes: plan.classes ?? [],
  };
}

/**
 * @param {any} node
 * @param {any[]} handovers
 * @param {number} now
 */
function carriedSince(node, handovers, now) {
  if (!node.carriedBy) {
    return undefined;
  }
  const seen = handovers.find(
    (each) => each.node === node.node && !each.returnedAt && each.carriedAfterMillis !== undefined,
  );
  return seen
    ? Date.parse(seen.at) + seen.carriedAfterMillis
    : now - (node.carriedForMillis ?? 0);
}

/**
 * @param {any} node
 * @param {number | undefined} since
 * @returns {StandInRow}
 */
function rowOf(node, since) {
  return {
    name: node.node,
    life: node.life,
    substitute: node.substitute ?? '',
    likeness: node.likeness ? likenessWords(node.likeness, node.overlap) : (node.why ?? ''),
    standing: node.standing ?? '',
    copy: node.carriedBy ? 'none until it is back' : copyWords(node),
    sessions: node.sessions ?? 0,
    carrier: node.carriedBy ?? '',
    carriedSince: since,
    unprotected: node.unprotected,
  };
}

/**
 * @param {string} kind
 * @param {number} overlap
 */
const likenessWords = (kind, overlap) =>
  kind === 'weak' ? `weak ${Math.round(overlap * 100)} %` : kind;

/** @param {any} node */
function copyWords({ copy, copyWhy, lagBytes, substitute }) {
  if (!substitute) {
    return 'none';
  }
  const state = copy === 'scanning' ? 'being copied' : (copy ?? 'none');
  const behind = lagBytes > 0 ? `, ${sizeText(lagBytes)} behind` : '';
  return copy === 'whole' ? `whole${behind}` : `${state}${copyWhy ? `: ${copyWhy}` : ''}`;
}

/** @param {number} bytes */
const sizeText = (bytes) =>
  bytes < 1_000
    ? `${bytes} B`
    : bytes < 1_000_000
      ? `${(bytes / 1_000).toFixed(1)} kB`
      : `${(bytes / 1_000_000).toFixed(1)} MB`;

/**
 * What happened, the newest first; a node that came back did so in an entry of its own.
 *
 * @param {any[]} handovers
 * @returns {TimelineEntry[]}
 */
function timelineOf(handovers) {
  /** @type {TimelineEntry[]} */
  const entries = handovers.flatMap((each, i) => {
    const at = Date.parse(each.at);
    const number = handovers.length - i;
    /** @type {TimelineEntry} */
    const began = {
      key: `${number} ${each.node}`,
      at,
      words: `${beganWords(each)} ${carriedWords(each)}`,
      tone: each.carriedAfterMillis === undefined ? 'bad' : 'wait',
    };
    const back = each.returnedAt ? Date.parse(each.returnedAt) : undefined;
    return back === undefined
      ? [began]
      : [
          {
            key: `${number} ${each.node} back`,
            at: back,
            words: `${each.node} serves its own again after ${delta(back - at)}.`,
            tone: /** @type {'good'} */ ('good'),
          },
          began,
        ];
  });
  return entries.sort((one, other) => other.at - one.at);
}

/** @param {any} handover */
function beganWords({ is, node, why }) {
  return is === 'died'
    ? `${node} died${why ? ` (${why})` : ''},`
    : is === 'drained'
      ? `${node} was stopped in order,`
      : `${node} was gone before this controller looked,`;
}

/** @param {any} handover */
function carriedWords({ substitute, carriedAfterMillis, sessions, returnedAt, is }) {
  if (carriedAfterMillis === undefined) {
    return returnedAt ? 'nobody had to carry it on.' : `${substitute} is to carry it on.`;
  }
  const after = is === 'found' ? '' : ` after ${delta(carriedAfterMillis)}`;
  const verb = returnedAt ? 'carried' : 'carries';
  return `${substitute} ${verb} it on${after}, ${sessions} ${sessions === 1 ? 'session' : 'sessions'}.`;
}
