// The links and the nodes as lists: all that the drawing shows, for the keyboard and for a phone.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { whole } from '../format.js';
import { meshStore } from '../mesh-store.js';
import { stateMark } from './marks.js';
import { MeshView } from './mesh-view.js';
import { perSecond, tripText } from './mesh-words.js';

class MeshLists extends MeshView {
  render() {
    const { nodes = [], links = [] } = meshStore.picture ?? {};
    return html`<section class="card" aria-labelledby="mesh-links-title">
        <div class="card-head"><h2 id="mesh-links-title">Links</h2></div>
        <ul class="mesh-list" data-testid="mesh-links">
          ${repeat(links, (each) => each.key, linkRow)}
        </ul>
      </section>
      <section class="card" aria-labelledby="mesh-nodes-title">
        <div class="card-head"><h2 id="mesh-nodes-title">Nodes</h2></div>
        <ul class="mesh-list" data-testid="mesh-nodes">
          ${repeat(nodes, (each) => each.name, nodeRow)}
        </ul>
      </section>`;
  }
}

/** @param {import('../mesh.js').MeshLink} link */
function linkRow({ key, a, b, state, cost, roundTripMicros, ab, ba }) {
  const trip = tripText(roundTripMicros);
  return html`<li>
    <button
      class="mesh-row num"
      type="button"
      aria-pressed=${isSelected('link', key)}
      data-testid="mesh-link-${a}-${b}"
      data-state=${state}
      @click=${() => meshStore.select({ kind: 'link', name: key })}
    >
      <span class="mesh-row-name">${a} – ${b}</span>
      ${stateMark(state)}
      <span class="soft mesh-row-what"
        >${state === 'up'
          ? ['cost ' + cost, trip, traffic(ab, ba)].filter(Boolean).join(' · ')
          : nothing}</span
      >
    </button>
  </li>`;
}

/**
 * @param {import('../mesh.js').Rate} ab
 * @param {import('../mesh.js').Rate} ba
 */
function traffic(ab, ba) {
  const words = [
    ab.messages > 0 ? `${perSecond(ab.messages)} →` : '',
    ba.messages > 0 ? `← ${perSecond(ba.messages)}` : '',
  ].filter(Boolean);
  return words.length > 0 ? words.join(' ') : ab.known || ba.known ? 'quiet' : '';
}

/** @param {import('../mesh.js').MeshNode} node */
function nodeRow({ name, state, note, filters, told, carrier, carries }) {
  const words = [
    note,
    carrier ? `by ${carrier}` : '',
    carries.length > 0 ? `carries ${carries.join(', ')}` : '',
    told?.sessions > 0 ? `${whole(told.sessions)} ${told.sessions === 1 ? 'session' : 'sessions'}` : '',
    filters > 0 ? `${whole(filters)} ${filters === 1 ? 'filter' : 'filters'}` : '',
    told?.counts.custodyMessages > 0 ? `${whole(told.counts.custodyMessages)} in custody` : '',
  ];
  return html`<li>
    <button
      class="mesh-row num"
      type="button"
      aria-pressed=${isSelected('node', name)}
      data-testid="mesh-row-${name}"
      data-state=${state}
      @click=${() => meshStore.select({ kind: 'node', name })}
    >
      <span class="mesh-row-name">${name}</span>
      ${stateMark(state)}
      <span class="soft mesh-row-what">${words.filter(Boolean).join(' · ')}</span>
    </button>
  </li>`;
}

/**
 * @param {string} kind
 * @param {string} name
 */
const isSelected = (kind, name) =>
  meshStore.selected?.kind === kind && meshStore.selected.name === name;

customElements.define('fw-mesh-lists', MeshLists);
