// A device: what it is, what it measures, what it can be told, and what was refused.

import { html, nothing } from 'lit';
import { ApiError } from '../api.js';
import { ago, isPicture } from '../format.js';
import { store } from '../store.js';
import './action.js';
import './chart.js';
import './commands.js';
import { icons, stateMark } from './marks.js';
import './picture.js';
import './pictures.js';
import './quarantine.js';
import './settings.js';
import './values.js';
import { View } from './view.js';

class Device extends View {
  static ticks = true;
  static properties = { device: {} };

  #failure = '';

  connectedCallback() {
    super.connectedCallback();
    this.until(store.onRejoin(() => this.#load()));
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('device')) {
      this.#load();
    }
    const { device } = /** @type {any} */ (this);
    document.title = `${store.state.devices.get(device)?.title ?? device} · Fieldway`;
  }

  async #load() {
    const { device } = /** @type {any} */ (this);
    try {
      await store.loadDevice(device);
      this.#failure = '';
    } catch (e) {
      const status = e instanceof ApiError ? e.status : 0;
      this.#failure = status === 404 ? 'There is no such device' : '';
    }
    this.requestUpdate();
  }

  render() {
    const { device: id } = /** @type {any} */ (this);
    const device = store.state.devices.get(id);
    if (this.#failure) {
      return html`<section class="notice">
        <h1 tabindex="-1">${this.#failure}</h1>
        <p class="soft">Nothing is registered as ${id}.</p>
        <p><a href="/">To the overview</a></p>
      </section>`;
    }
    const model = store.state.models.get(device?.model ?? '');
    return html`
      <nav aria-label="Way back">
        <a class="way-back" href="/">${icons.back}Overview</a>
      </nav>
      ${device ? this.#head(device, model) : html`<h1 tabindex="-1">${id}</h1>`}
      ${device && model ? this.#body(id, model) : nothing}
    `;
  }

  /**
   * @param {import('../state.js').Device} device
   * @param {any} model
   */
  #head({ id, title, state, gateway, lastSeen, model: modelName }, model) {
    const at = store.state.gateways.get(gateway)?.title || gateway;
    return html`<header class="device-head">
      <div class="device-title">
        <h1 tabindex="-1" data-testid="device-title">${title || id}</h1>
        ${stateMark(state, { pill: true, testid: 'device-state' })}
      </div>
      <dl class="facts">
        <div><dt>Model</dt><dd>${model?.title ?? modelName}</dd></div>
        <div><dt>Id</dt><dd>${id}</dd></div>
        <div><dt>Gateway</dt><dd>${at}</dd></div>
        <div><dt>Last seen</dt><dd class="num">${ago(this.#seen(id, lastSeen), store.now())}</dd></div>
      </dl>
    </header>`;
  }

  /**
   * A reading is a sign of life too, and comes sooner than the next heartbeat tells.
   *
   * @param {string} id
   * @param {string | undefined} lastSeen
   */
  #seen(id, lastSeen) {
    const times = [...(store.state.values.get(id)?.values() ?? [])].map((each) => each.at);
    return [...times, ...(lastSeen ? [lastSeen] : [])].sort().at(-1);
  }

  /**
   * @param {string} id
   * @param {any} model
   */
  #body(id, model) {
    const properties = Object.entries(model.properties ?? {});
    const pictures = properties.filter(([, schema]) => isPicture(schema));
    const actions = Object.entries(model.actions ?? {});
    return html`<div class="device-columns">
      <div class="device-main">
        <fw-values .device=${id} .model=${model}></fw-values>
        ${pictures.map(
          ([name, schema]) =>
            html`<fw-picture .device=${id} .property=${name} .schema=${schema}></fw-picture>`,
        )}
        <fw-pictures .device=${id}></fw-pictures>
        <fw-chart .device=${id} .model=${model}></fw-chart>
      </div>
      <div class="device-side">
        <fw-settings .device=${id} .model=${model}></fw-settings>
        ${actions.map(
          ([name, action]) =>
            html`<fw-action .device=${id} .name=${name} .action=${action}></fw-action>`,
        )}
        ${actions.length > 0
          ? html`<fw-commands .device=${id} .model=${model}></fw-commands>`
          : nothing}
        <fw-quarantine .device=${id} .model=${model}></fw-quarantine>
      </div>
    </div>`;
  }
}

customElements.define('fw-device', Device);
