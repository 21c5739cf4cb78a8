// The devices, by gateway, each with its most telling last values.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { blobPath } from '../api.js';
import { ago, isPicture, unitText, valueText } from '../format.js';
import { devicePath } from '../router.js';
import { store } from '../store.js';
import { stateMark } from './marks.js';
import { pictureUrl } from './picture.js';
import { View } from './view.js';

/** Cards of one gateway shown before somebody asks for all. */
const FIRST_CARDS = 60;
/** Values on a card. */
const CARD_VALUES = 3;

class Devices extends View {
  static ticks = true;

  #wanted = '';
  /** @type {Set<string>} gateways shown whole */
  #whole = new Set();

  render() {
    const { devices, loaded } = store.state;
    const shown = [...devices.values()].filter((each) => this.#matches(each));
    return html`<section aria-labelledby="devices-title">
      <div class="section-head">
        <h2 id="devices-title">Devices</h2>
        ${devices.size > 6 ? this.#search() : nothing}
      </div>
      ${loaded && devices.size === 0
        ? html`<p class="card empty">No device is registered yet.</p>`
        : nothing}
      ${devices.size > 0 && shown.length === 0
        ? html`<p class="card empty">No device is called “${this.#wanted}”.</p>`
        : nothing}
      ${repeat(byGateway(shown), ([gateway]) => gateway, ([gateway, list]) =>
        this.#group(gateway, list),
      )}
    </section>`;
  }

  #search() {
    return html`<div class="input search">
      <input
        type="search"
        aria-label="Find a device"
        placeholder="Find a device"
        data-testid="device-search"
        .value=${this.#wanted}
        @input=${(/** @type {any} */ event) => {
          this.#wanted = event.target.value;
          this.requestUpdate();
        }}
      />
    </div>`;
  }

  /** @param {import('../state.js').Device} device */
  #matches({ id, title, model }) {
    const wanted = this.#wanted.trim().toLowerCase();
    const modelTitle = store.state.models.get(model)?.title ?? model;
    return `${id} ${title} ${modelTitle}`.toLowerCase().includes(wanted);
  }

  /**
   * @param {string} gateway
   * @param {import('../state.js').Device[]} list
   */
  #group(gateway, list) {
    const all = this.#whole.has(gateway) || list.length <= FIRST_CARDS;
    const title = store.state.gateways.get(gateway)?.title || gateway;
    return html`<section class="device-group" aria-label="Devices at ${title}">
      <h3 class="soft small">${title}</h3>
      <ul class="device-cards">
        ${repeat(all ? list : list.slice(0, FIRST_CARDS), (each) => each.id, card)}
      </ul>
      ${all
        ? nothing
        : html`<button
            class="button"
            type="button"
            @click=${() => {
              this.#whole.add(gateway);
              this.requestUpdate();
            }}
          >
            Show all ${list.length} devices
          </button>`}
    </section>`;
  }
}

/** @param {import('../state.js').Device[]} devices */
function byGateway(devices) {
  /** @type {Map<string, import('../state.js').Device[]>} */
  const groups = new Map();
  for (const each of devices) {
    groups.set(each.gateway, [...(groups.get(each.gateway) ?? []), each]);
  }
  return [...groups];
}

/** @param {import('../state.js').Device} device */
function card({ id, title, model, state, lastSeen }) {
  const document = store.state.models.get(model);
  return html`<li class="device-card card" data-testid="device-card-${id}" data-state=${state}>
    <div class="device-card-head">
      <a class="device-link" href=${devicePath(id)}>${title || id}</a>
      ${stateMark(state)}
    </div>
    <p class="soft small one-line">${document?.title ?? model}</p>
    ${cardValues(id, document)}
    <p class="device-card-foot soft num">${newest(id, lastSeen)}</p>
  </li>`;
}

/**
 * @param {string} device
 * @param {any} document
 */
function cardValues(device, document) {
  const values = store.state.values.get(device);
  const properties = telling(document);
  const newest = store.state.blobs.get(device)?.find((each) => each.thumbnail);
  if (newest) {
    return html`<div class="card-picture">
      <img alt="" src="${blobPath(device, newest.id)}/thumbnail" data-testid="card-picture-${device}" />
    </div>`;
  }
  const picture = properties.find(([, schema]) => isPicture(schema));
  if (picture) {
    const last = values?.get(picture[0]);
    return html`<div class="card-picture">
      ${last ? html`<img alt="" src=${pictureUrl(last.value, picture[1])} />` : nothing}
    </div>`;
  }
  return html`<dl class="card-values">
    ${repeat(properties.slice(0, CARD_VALUES), ([name]) => name, ([name, schema]) => {
      const last = values?.get(name);
      return html`<div>
        <dt class="one-line">${schema.title ?? name}</dt>
        <dd class="num one-line" data-testid="value-${device}-${name}">
          ${valueText(last?.value, schema)}<small>${unit(last, schema)}</small>
        </dd>
      </div>`;
    })}
  </dl>`;
}

/**
 * The properties in the order in which they tell something at a glance: a picture, then numbers
 * and states in the model's order, texts last.
 *
 * @param {any} document
 * @returns {[string, any][]}
 */
function telling(document) {
  const rank = (/** @type {any} */ schema) =>
    isPicture(schema) ? 0 : schema.type === 'string' && !schema.enum ? 2 : 1;
  return Object.entries(document?.properties ?? {}).sort(([, a], [, b]) => rank(a) - rank(b));
}

/**
 * @param {import('../state.js').Last | undefined} last
 * @param {any} schema
 */
function unit(last, schema) {
  const text = last ? unitText(last.unit || schema.unit) : '';
  return text && ` ${text}`;
}

/**
 * @param {string} device
 * @param {string | undefined} lastSeen
 */
function newest(device, lastSeen) {
  const times = [...(store.state.values.get(device)?.values() ?? [])].map((each) => each.at);
  const last = times.sort().at(-1) ?? lastSeen;
  return last ? `Last reading ${ago(last, store.now())}` : 'No reading yet';
}

customElements.define('fw-devices', Devices);
