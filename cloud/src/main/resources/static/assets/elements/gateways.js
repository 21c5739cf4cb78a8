// The gateways: who is there, since when, and what waits on their disks.

import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ago, percent, span, whole } from '../format.js';
import { store } from '../store.js';
import { stateMark } from './marks.js';
import { View } from './view.js';

class Gateways extends View {
  static ticks = true;

  render() {
    const gateways = [...store.state.gateways.values()];
    return html`<section class="card" aria-labelledby="gateways-title">
      <div class="card-head"><h2 id="gateways-title">Gateways</h2></div>
      ${gateways.length === 0
        ? html`<p class="empty">
            ${store.state.loaded ? 'No gateway is registered yet.' : 'Loading…'}
          </p>`
        : html`<table class="gateways" data-testid="gateways">
            <thead>
              <tr>
                <th scope="col">Gateway</th>
                <th scope="col">State</th>
                <th scope="col" class="right">Last proof</th>
                <th scope="col" class="right">Waiting in outbox</th>
                <th scope="col" class="right">Complete</th>
              </tr>
            </thead>
            <tbody>
              ${repeat(gateways, (each) => each.id, row)}
            </tbody>
          </table>`}
    </section>`;
  }
}

/** @param {import('../state.js').Gateway} gateway */
function row(gateway) {
  const { id, title, state, lastProof, outbox } = gateway;
  return html`<tr data-testid="gateway-${id}">
    <th scope="row">
      <span class="name">${title || id}</span>
      ${title && title !== id ? html`<span class="soft small">${id}</span>` : ''}
    </th>
    <td data-label="State">${stateMark(state)}</td>
    <td data-label="Last proof" class="right num">${ago(lastProof, store.now())}</td>
    <td data-label="Waiting in outbox" class="right num">${outboxWords(outbox)}</td>
    <td data-label="Complete" class="right num">${completeness(gateway)}</td>
  </tr>`;
}

/** @param {import('../state.js').Gateway['outbox']} outbox */
function outboxWords(outbox) {
  if (!outbox) {
    return html`<span class="soft">not told yet</span>`;
  }
  if (outbox.entries === 0) {
    return html`<span class="soft">nothing</span>`;
  }
  return html`<span
    >${whole(outbox.entries)}
    <span class="soft">· oldest ${span(outbox.oldestMillis)}</span></span
  >`;
}

/** @param {import('../state.js').Gateway} gateway */
function completeness({ streams = [] }) {
  const received = streams.reduce((sum, each) => sum + each.received, 0);
  const missing = streams.reduce((sum, each) => sum + each.missing, 0);
  const expected = streams.reduce((sum, each) => sum + each.expected, 0);
  return html`<span title="${whole(received)} of ${whole(expected)} readings"
      >${percent(received, expected)}</span
    >${missing > 0
      ? html`<span class="soft" title="The gateway had to drop them"
          > · ${whole(missing)} dropped</span
        >`
      : ''}`;
}

customElements.define('fw-gateways', Gateways);
