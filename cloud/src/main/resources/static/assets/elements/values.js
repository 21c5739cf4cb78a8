// The last value of each property, with its unit and its age.

import { html } from 'lit';
import { ago, isPicture, unitText, valueText } from '../format.js';
import { isSetting } from '../schema.js';
import { store } from '../store.js';
import { View } from './view.js';

class Values extends View {
  static ticks = true;
  static properties = { device: {}, model: {} };

  render() {
    const { device, model } = /** @type {any} */ (this);
    const properties = Object.entries(model.properties ?? {}).filter(
      ([name, schema]) =>
        !isPicture(schema) && (!isSetting(schema) || store.state.values.get(device)?.has(name)),
    );
    return html`<section aria-labelledby="values-title">
      <h2 id="values-title" class="hidden-text">Last values</h2>
      <dl class="values">
        ${properties.map(([name, schema]) => tile(device, name, schema))}
      </dl>
    </section>`;
  }
}

/**
 * @param {string} device
 * @param {string} name
 * @param {any} schema
 */
function tile(device, name, schema) {
  const last = store.state.values.get(device)?.get(name);
  const unit = unitText(last?.unit || schema.unit);
  return html`<div class="value card">
    <dt class="one-line" title=${schema.description ?? ''}>${schema.title ?? name}</dt>
    <dd
      class="value-now num one-line"
      data-testid="value-${name}"
      data-value=${last ? String(last.value) : ''}
    >
      ${valueText(last?.value, schema)}${last && unit ? html`<small>${unit}</small>` : ''}
    </dd>
    <dd class="value-age soft num">${last ? ago(last.at, store.now()) : 'no value yet'}</dd>
  </div>`;
}

customElements.define('fw-values', Values);
