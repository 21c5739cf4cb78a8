// Values that did not fit the model: kept apart, shown with the reason, never dropped in silence.

import { html } from 'lit';
import { dayClock } from '../format.js';
import { store } from '../store.js';
import { mark } from './marks.js';
import { View } from './view.js';

const SHOWN = 8;
const LONGEST_VALUE = 40;

class Quarantine extends View {
  static properties = { device: {}, model: {} };

  render() {
    const { device, model } = /** @type {any} */ (this);
    const list = (store.state.quarantine.get(device) ?? []).slice(0, SHOWN);
    return html`<section class="card" aria-labelledby="quarantine-title" data-testid="quarantine">
      <div class="card-head"><h2 id="quarantine-title">Quarantine</h2></div>
      ${list.length === 0
        ? html`<p class="empty">Nothing. Every value fitted the model.</p>`
        : html`<ul class="quarantine">
            ${list.map((each) => entry(each, model))}
          </ul>`}
    </section>`;
  }
}

/**
 * @param {import('../state.js').Refused} refused
 * @param {any} model
 */
function entry({ property, value, reason, at }, model) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const short = text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  return html`<li class="refused">
    <span class="state" data-tone="bad">${mark('triangle')}</span>
    <div>
      <p>
        <strong>${model.properties?.[property]?.title ?? property}</strong>
        <code>${short}</code>
      </p>
      <p class="small">${reason}</p>
      <p class="soft small num">${dayClock(at)}</p>
    </div>
  </li>`;
}

customElements.define('fw-quarantine', Quarantine);
