// What is selected: a node or a link, what would change if it failed, and where there are switches,
// those.

import { html, nothing } from 'lit';
import { clock, whole } from '../format.js';
import { byName } from '../mesh.js';
import { meshStore } from '../mesh-store.js';
import { stateMark } from './marks.js';
import { MeshView } from './mesh-view.js';
import { bytesPerSecond, pathText, perSecond, tripText } from './mesh-words.js';

const FILTERS_SHOWN = 12;
const SESSIONS_SHOWN = 6;
const CHANGES_SHOWN = 8;

class MeshDetails extends MeshView {
  render() {
    const { selected, picture } = meshStore;
    const node = selected?.kind === 'node' && picture?.nodes.find((each) => each.name === selected.name);
    const link = selected?.kind === 'link' && picture?.links.find((each) => each.key === selected.name);
    return html`<section class="card" aria-live="polite" aria-labelledby="mesh-details-title">
      ${node ? nodeDetails(node) : link ? linkDetails(link) : nobody()}
    </section>`;
  }
}

const nobody = () =>
  html`<div class="card-head"><h2 id="mesh-details-title">Details</h2></div>
    <p class="empty">Select a node or a link, in the drawing or in the lists.</p>`;

/** @param {import('../mesh.js').MeshNode} node */
function nodeDetails({ name, state, note, told, filters, off }) {
  const links = (meshStore.picture?.links ?? []).filter((each) => each.a === name || each.b === name);
  const up = links.filter((each) => each.state === 'up').length;
  return html`<div class="card-head">
      <h2 id="mesh-details-title">Node ${name}${note ? html` <span class="soft">· ${note}</span>` : ''}</h2>
      ${stateMark(state, { pill: true, testid: 'mesh-selected-state' })}
    </div>
    <div class="card-body mesh-details">
      <dl class="mesh-figures num">
        ${figure('Links up', `${up} of ${links.length}`)}
        ${figure('Filters wanted', whole(filters))}
        ${told ? figure('Sessions', html`${whole(told.sessions)} <small>${whole(told.clients)} connected</small>`) : nothing}
        ${told ? figure('In custody', html`${whole(told.counts.custodyMessages)} <small>${whole(told.counts.waiting)} without a way</small>`) : nothing}
        ${told ? figure('Entered here', whole(told.counts.sourced)) : nothing}
        ${told ? figure('Passed on', whole(told.counts.forwarded)) : nothing}
        ${told ? figure('Delivered here', whole(told.counts.arrived)) : nothing}
      </dl>
      ${state === 'up' && !told
        ? html`<p class="soft small">This node was not named to the server, which knows of it from the others.</p>`
        : nothing}
      ${standIn(name)} ${interest()} ${sessions()} ${whatIf()}
      <div class="mesh-buttons">
        ${off || state === 'starting' ? nothing : askButton(`What if ${name} failed?`)}
        ${meshStore.picture?.switches ? switches(name, state, off) : nothing}
      </div>
    </div>`;
}

/**
 * @param {string} name
 * @param {import('../mesh.js').NodeState} state
 * @param {boolean} off
 */
function switches(name, state, off) {
  if (state === 'starting') {
    return html`<p class="soft small">It waits until whoever carries it on has given it back.</p>`;
  }
  return off
    ? turnButton(`nodes/${name}/start`, `Start node ${name}`, 'mesh-start')
    : html`${turnButton(`nodes/${name}/stop`, `Stop node ${name}`, 'mesh-stop')}
      ${turnButton(`nodes/${name}/kill`, `Kill node ${name}`, 'mesh-kill', true)}`;
}

/**
 * Who stands in for a node, in a sentence.
 *
 * @param {string} name
 */
function standIn(name) {
  const row = meshStore.picture?.standIns?.rows.find((each) => each.name === name);
  if (!row) {
    return nothing;
  }
  const words = row.carrier
    ? `${row.carrier} carries it on since ${clock(row.carriedSince ?? 0)}, with ${sessionsText(row.sessions)}; nobody has a copy of it until it is back.`
    : row.substitute
      ? `${row.substitute} stands in for it (${row.likeness}); its copy there is ${row.copy}.`
      : `Nobody stands in for it: ${row.standing || 'nothing is planned yet'}.`;
  return html`<p class="small" data-testid="mesh-selected-stand-in">${words}</p>`;
}

/** @param {number} number */
const sessionsText = (number) => `${whole(number)} ${number === 1 ? 'session' : 'sessions'}`;

function interest() {
  const interest = meshStore.details?.interest;
  if (!interest || interest.total === 0) {
    return nothing;
  }
  const shown = interest.filters.slice(0, FILTERS_SHOWN);
  return html`<div>
    <h3>Wants</h3>
    <ul class="mesh-filters">
      ${shown.map((/** @type {string} */ each) => html`<li><code>${each}</code></li>`)}
      ${interest.total > shown.length
        ? html`<li class="soft small">and ${whole(interest.total - shown.length)} more</li>`
        : nothing}
    </ul>
  </div>`;
}

function sessions() {
  const page = meshStore.details?.sessions;
  if (!page || page.total === 0) {
    return nothing;
  }
  const shown = page.sessions.slice(0, SESSIONS_SHOWN);
  return html`<div>
    <h3>Sessions</h3>
    <ul class="mesh-sessions">
      ${shown.map(
        (/** @type {any} */ each) =>
          html`<li>
            <span class="one-line">${each.clientId}</span>
            <span class="soft num"
              >${each.address ? 'connected' : 'away'}${each.waiting > 0
                ? `, ${whole(each.waiting)} wait`
                : ''}</span
            >
          </li>`,
      )}
      ${page.total > shown.length
        ? html`<li class="soft">and ${whole(page.total - shown.length)} more</li>`
        : nothing}
    </ul>
  </div>`;
}

/** @param {import('../mesh.js').MeshLink} link */
function linkDetails({ a, b, state, cost, roundTripMicros, inflight, ab, ba }) {
  return html`<div class="card-head">
      <h2 id="mesh-details-title">Link ${a} – ${b}</h2>
      ${stateMark(state, { pill: true, testid: 'mesh-selected-state' })}
    </div>
    <div class="card-body mesh-details">
      <dl class="mesh-figures num">
        ${figure('Cost', cost ?? '–')}
        ${figure('Round trip', tripText(roundTripMicros) || '–')}
        ${figure('Under way or waiting', whole(inflight))} ${direction(a, b, ab, state === 'up')}
        ${direction(b, a, ba, state === 'up')}
      </dl>
      ${whatIf()}
      <div class="mesh-buttons">
        ${state === 'up' ? askButton('What if it were cut?') : nothing}
        ${meshStore.picture?.switches
          ? state === 'cut'
            ? turnButton(`links/${a}/${b}/mend`, `Mend ${a} – ${b}`, 'mesh-mend')
            : turnButton(`links/${a}/${b}/cut`, `Cut ${a} – ${b}`, 'mesh-cut')
          : nothing}
      </div>
    </div>`;
}

/**
 * @param {string} from
 * @param {string} to
 * @param {import('../mesh.js').Rate} rate
 * @param {boolean} isUp
 */
function direction(from, to, rate, isUp) {
  return figure(
    `${from} → ${to}`,
    rate.known
      ? html`${perSecond(rate.messages)} <small>${bytesPerSecond(rate.bytes)}</small>`
      : html`<small>${isUp ? 'not told' : '–'}</small>`,
  );
}

/**
 * @param {string} title
 * @param {unknown} value
 */
const figure = (title, value) =>
  html`<div>
    <dt>${title}</dt>
    <dd>${value}</dd>
  </div>`;

/** @param {string} words */
const askButton = (words) =>
  html`<button class="button" type="button" data-testid="mesh-what-if" @click=${() => meshStore.ask()}>
    ${words}
  </button>`;

/**
 * @param {string} path
 * @param {string} words
 * @param {string} testid
 * @param {boolean} [harsh]
 */
const turnButton = (path, words, testid, harsh = false) =>
  html`<button
    class="button ${harsh ? 'button-harsh' : ''}"
    type="button"
    data-testid=${testid}
    aria-disabled=${Boolean(meshStore.switching)}
    @click=${() => meshStore.turn(path)}
  >
    ${meshStore.switching === path ? 'A moment…' : words}
  </button>`;

function whatIf() {
  const { whatIf: asked, selected } = meshStore;
  if (!asked || asked.title !== selected?.name) {
    return nothing;
  }
  if (asked.problem) {
    return html`<p class="hint wrong">${asked.problem}</p>`;
  }
  const changes = asked.changes ?? [];
  const shown = changes.filter((each) => !changes.some((other) => isBefore(other, each)));
  const lost = changes.filter((each) => each.after.length === 0).length;
  const what = selected.kind === 'node' ? 'If it failed' : 'If it were cut';
  return html`<div data-testid="mesh-changes">
    <h3>${what}</h3>
    <p class="small">
      ${changes.length === 0
        ? 'No way between the others would change.'
        : `${whole(changes.length)} ways between the others would change, ${lost === 0 ? 'none would be lost' : `${whole(lost)} would be lost`}.`}
    </p>
    <ul class="mesh-changes num">
      ${shown.slice(0, CHANGES_SHOWN).map(
        (each) =>
          html`<li>
            <span class="soft">${pathText(each.before)}</span>
            <span data-lost=${each.after.length === 0}
              ><span class="hidden-text">becomes</span> ${pathText(each.after)}</span
            >
          </li>`,
      )}
      ${shown.length > CHANGES_SHOWN
        ? html`<li class="soft">and ${whole(shown.length - CHANGES_SHOWN)} more</li>`
        : nothing}
    </ul>
  </div>`;
}

/**
 * Whether a change says the same the other way round, and comes before.
 *
 * @param {any} other
 * @param {any} each
 */
function isBefore(other, each) {
  const back = (/** @type {string[]} */ path) => [...path].reverse().join();
  return (
    byName(other.from, other.to) > 0 &&
    other.before.join() === back(each.before) &&
    other.after.join() === back(each.after)
  );
}

customElements.define('fw-mesh-details', MeshDetails);
