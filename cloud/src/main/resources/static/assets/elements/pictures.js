// A device's pictures: the chosen one large, at first the newest, the others small; and what else it
// has sent, as files.

import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { blobPath } from '../api.js';
import { ago, dayClock, size } from '../format.js';
import { store } from '../store.js';
import { View } from './view.js';

/** Small pictures shown. */
const SMALL = 8;
/** Files shown. */
const FILES = 8;

class Pictures extends View {
  static ticks = true;
  static properties = { device: {} };

  /** The id of the chosen picture; empty for the newest. */
  #chosen = '';

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('device')) {
      this.#chosen = '';
    }
  }

  render() {
    const { device } = /** @type {any} */ (this);
    const blobs = store.state.blobs.get(device) ?? [];
    const pictures = blobs.filter((each) => each.type.startsWith('image/') && each.thumbnail);
    const files = blobs.filter((each) => !pictures.includes(each));
    const first = pictures.length > 0 ? this.#pictures(device, pictures) : nothing;
    return html`${first}${files.length > 0 ? list(device, files) : nothing}`;
  }

  /**
   * @param {string} device
   * @param {import('../state.js').Blob[]} pictures
   */
  #pictures(device, pictures) {
    const shown = pictures.find((each) => each.id === this.#chosen) ?? pictures[0];
    const title = store.state.devices.get(device)?.title ?? device;
    const small = pictures.slice(0, SMALL);
    return html`<section class="card picture" aria-labelledby="pictures-title">
      <div class="card-head">
        <h2 id="pictures-title">${shown === pictures[0] ? 'Latest picture' : 'Picture'}</h2>
        <span class="soft small num">
          ${shown === pictures[0] ? ago(shown.at, store.now()) : dayClock(shown.at)}
        </span>
      </div>
      <a
        class="picture-frame"
        href=${blobPath(device, shown.id)}
        target="_blank"
        rel="noopener"
        data-testid="picture"
        data-blob=${shown.id}
      >
        <img
          alt="${title}, ${dayClock(shown.at)}"
          src=${blobPath(device, shown.id)}
          data-testid="picture-large"
        />
      </a>
      ${small.length > 1
        ? html`<ul class="thumbnails" data-testid="thumbnails">
            ${repeat(small, (each) => each.id, (each) => this.#small(device, each, shown))}
          </ul>`
        : nothing}
    </section>`;
  }

  /**
   * @param {string} device
   * @param {import('../state.js').Blob} blob
   * @param {import('../state.js').Blob} shown
   */
  #small(device, blob, shown) {
    return html`<li>
      <button
        type="button"
        aria-pressed=${blob === shown}
        title=${dayClock(blob.at)}
        @click=${() => {
          this.#chosen = blob === store.state.blobs.get(device)?.[0] ? '' : blob.id;
          this.requestUpdate();
        }}
      >
        <img
          alt="Picture of ${dayClock(blob.at)}"
          src="${blobPath(device, blob.id)}/thumbnail"
        />
      </button>
    </li>`;
  }
}

/**
 * @param {string} device
 * @param {import('../state.js').Blob[]} files
 */
function list(device, files) {
  return html`<section class="card" aria-labelledby="files-title">
    <div class="card-head"><h2 id="files-title">Files</h2></div>
    <ul class="files" data-testid="files">
      ${repeat(files.slice(0, FILES), (each) => each.id, (each) => html`<li class="file">
        <a class="one-line" href=${blobPath(device, each.id)} download=${each.id}>${each.id}</a>
        <span class="soft small num">${each.type} · ${size(each.size)} · ${dayClock(each.at)}</span>
      </li>`)}
    </ul>
  </section>`;
}

customElements.define('fw-pictures', Pictures);
