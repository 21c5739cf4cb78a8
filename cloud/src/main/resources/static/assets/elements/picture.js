// The last picture of a camera.

import { html, nothing } from 'lit';
import { ago } from '../format.js';
import { store } from '../store.js';
import { View } from './view.js';

/**
 * The address of a picture's bytes, which come as base64url (RFC 8428 §4.3).
 *
 * @param {any} value
 * @param {any} schema
 */
export function pictureUrl(value, schema) {
  const base64 = String(value).replaceAll('-', '+').replaceAll('_', '/');
  return `data:${schema.contentMediaType};base64,${base64}`;
}

class Picture extends View {
  static ticks = true;
  static properties = { device: {}, property: {}, schema: {} };

  render() {
    const { device, property, schema } = /** @type {any} */ (this);
    const last = store.state.values.get(device)?.get(property);
    const name = schema.title ?? property;
    return html`<figure class="card picture" data-testid="picture-${property}">
      <div class="card-head">
        <h2>${name}</h2>
        <span class="soft small num">${last ? ago(last.at, store.now()) : 'none yet'}</span>
      </div>
      <div class="picture-frame">
        ${last
          ? html`<img
              alt="${name} of ${store.state.devices.get(device)?.title ?? device}"
              src=${pictureUrl(last.value, schema)}
              data-testid="value-${property}"
            />`
          : nothing}
      </div>
    </figure>`;
  }
}

customElements.define('fw-picture', Picture);
