// Who stands in for whom, who carries whom on, what became of those that died, and which nodes do
// the same: what the controller of the mesh tells.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { clock, dayClock, whole } from '../format.js';
import { meshStore } from '../mesh-store.js';
import { mark, stateMark } from './marks.js';
import { MeshView } from './mesh-view.js';

const ENTRIES_SHOWN = 12;
const FILTERS_SHOWN = 4;
const DAY_MS = 86_400_000;

class MeshStandIns extends MeshView {
  render() {
    const { control, standIns } = meshStore;
    if (control === 'asking') {
      return nothing;
    }
    return html`<section class="card" aria-labelledby="stand-ins-title" data-testid="stand-ins">
        <div class="card-head">
          <h2 id="stand-ins-title">Stand-ins</h2>
          ${control === 'shown' && standIns ? who(standIns) : nothing}
        </div>
        ${control === 'none' ? noController() : nothing}
        ${control === 'silent' || (control === 'shown' && standIns?.role !== 'acting') ? alert() : nothing}
        ${standIns && control !== 'none' ? table(standIns) : nothing}
      </section>
      ${standIns && control !== 'none'
        ? html`<div class="mesh-pair">${timeline(standIns)} ${classes(standIns)}</div>`
        : nothing}`;
  }
}

/** @param {import('../mesh-stand-ins.js').StandIns} standIns */
const who = ({ name, role, term }) =>
  html`<span class="mesh-who">
    <span class="soft small num">${name}, term ${term}</span>
    ${stateMark(role, { pill: true, testid: 'controller-role' })}
  </span>`;

const noController = () =>
  html`<div class="card-body" data-testid="controller-none">
    <p>This server was not told of a controller. Without one no node is carried on when it dies.</p>
    <p class="soft small">
      <code>./fieldway controller --node HOST:PORT …</code> names a stand-in for every node;
      <code>./fieldway cloud --controller 127.0.0.1:8406 …</code> shows it here.
    </p>
  </div>`;

function alert() {
  const { controllers, control } = meshStore;
  const silent = controllers.filter((each) => each.problem);
  return html`<p class="mesh-alert mesh-alert-within" role="status" data-testid="controller-silent">
    ${control === 'silent'
      ? 'No controller answers: the nodes serve on, and nobody is carried on who dies now.'
      : 'No controller acts: most of the nodes must obey the same one before it may decide.'}
    ${silent.map((each) => html`<span class="mesh-alert-line">${sentence(each.problem)}</span>`)}
    ${control === 'silent' && meshStore.standIns ? 'What is shown is old.' : ''}
  </p>`;
}

/** @param {string} words */
const sentence = (words) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** @param {import('../mesh-stand-ins.js').StandIns} standIns */
const table = ({ rows }) =>
  html`<table class="mesh-table num">
      <caption class="hidden-text">
        Each node, who stands in for it and why, its copy there, its sessions, and who serves them
        now
      </caption>
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col">Stands in</th>
          <th scope="col">Why</th>
          <th scope="col">Copy</th>
          <th scope="col" class="mesh-number">Sessions</th>
          <th scope="col">Served now by</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(rows, (each) => each.name, row)}
      </tbody>
    </table>
    <p class="mesh-legend soft">
      Strong: both do the same. Cover: it does all that the node does, and more. Weak: the share that
      both do. Any: nothing in common, which serves as well, for every topic reaches every node.
    </p>`;

/** @param {import('../mesh-stand-ins.js').StandInRow} standIn */
function row({ name, life, substitute, likeness, standing, copy, sessions, carrier, carriedSince }) {
  // A node that is back answers before the controller has written that down.
  const isBack = Boolean(meshStore.picture?.nodes.find((each) => each.name === name)?.told);
  return html`<tr data-testid="stand-in-${name}" data-carried=${Boolean(carrier)}>
    <th scope="row">
      <button
        class="mesh-name-button"
        type="button"
        aria-label="Node ${name}, show its details"
        @click=${() => meshStore.select({ kind: 'node', name })}
      >
        ${name}
      </button>
    </th>
    <td data-label="Stands in" data-testid="substitute-${name}">
      ${carrier ? html`<span class="soft">–</span>` : substitute || html`<span class="wrong-text">nobody</span>`}
    </td>
    <td data-label="Why">${carrier ? html`<span class="soft">–</span>` : substitute ? likeness : standing}</td>
    <td data-label="Copy" data-testid="copy-${name}">${copy}</td>
    <td data-label="Sessions" class="mesh-number" data-testid="sessions-${name}">${whole(sessions)}</td>
    <td data-label="Served now by" data-testid="served-${name}">
      ${carrier
        ? html`<span class="state" data-tone="wait">${mark('diamond')}<span>${carrier}</span></span>
            <span class="soft">since ${clock(carriedSince ?? 0)}</span>`
        : life === 'alive' || isBack
          ? 'itself'
          : html`<span class="state" data-tone="bad">${mark('square')}<span>nobody</span></span>
              <span class="soft">${life}</span>`}
    </td>
  </tr>`;
}

/** @param {import('../mesh-stand-ins.js').StandIns} standIns */
function timeline({ timeline: entries, forgotten, name }) {
  const shown = entries.slice(0, ENTRIES_SHOWN);
  const rest = entries.length - shown.length + forgotten;
  return html`<section class="card" aria-labelledby="timeline-title">
    <div class="card-head"><h2 id="timeline-title">Deaths and handovers</h2></div>
    ${shown.length === 0
      ? html`<p class="empty">None since controller ${name} was started.</p>`
      : html`<ol class="mesh-timeline" data-testid="timeline">
          ${repeat(shown, (each) => each.key, entry)}
          ${rest > 0 ? html`<li class="soft">and ${whole(rest)} before</li>` : nothing}
        </ol>`}
  </section>`;
}

/** @param {import('../mesh-stand-ins.js').TimelineEntry} what */
const entry = ({ at, words, tone }) =>
  html`<li>
    <time class="soft num" datetime=${new Date(at).toISOString()}
      >${Date.now() - at < DAY_MS ? clock(at) : dayClock(at)}</time
    >
    <span class="state" data-tone=${tone}
      >${mark(tone === 'good' ? 'tick' : tone === 'wait' ? 'diamond' : 'cross')}</span
    >
    <span>${words}</span>
  </li>`;

/** @param {import('../mesh-stand-ins.js').StandIns} standIns */
const classes = ({ classes: all }) =>
  html`<section class="card" aria-labelledby="classes-title">
    <div class="card-head"><h2 id="classes-title">Nodes that do the same</h2></div>
    ${all.length === 0
      ? html`<p class="empty">Nothing is planned yet.</p>`
      : html`<ul class="mesh-classes" data-testid="classes">
          ${all.map(equivalence)}
        </ul>`}
  </section>`;

/** @param {import('../mesh-stand-ins.js').EquivalenceClass} equal */
const equivalence = ({ nodes, publishes, subscribes }) =>
  html`<li>
    <p class="mesh-class-nodes num">${nodes.join(', ')}</p>
    ${publishes.total + subscribes.total === 0
      ? html`<p class="soft small">no topics: nothing is published or subscribed here</p>`
      : html`${filters('publishes', publishes)} ${filters('subscribes', subscribes)}`}
  </li>`;

/**
 * @param {string} word
 * @param {import('../mesh-stand-ins.js').FilterList} list
 */
function filters(word, { total, filters: all }) {
  if (total === 0) {
    return nothing;
  }
  const shown = all.slice(0, FILTERS_SHOWN);
  return html`<div class="mesh-class-filters small">
    <span class="soft">${word}</span>
    <ul class="mesh-filters">
      ${shown.map((each) => html`<li><code>${each}</code></li>`)}
      ${total > shown.length
        ? html`<li class="soft">and ${whole(total - shown.length)} more</li>`
        : nothing}
    </ul>
  </div>`;
}

customElements.define('fw-mesh-stand-ins', MeshStandIns);
