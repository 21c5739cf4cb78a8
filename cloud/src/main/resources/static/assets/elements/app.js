// The frame: header, the calm line while the connection is away, and the page of the address.

import { html, nothing } from 'lit';
import { route, watchRoute } from '../router.js';
import { store } from '../store.js';
import './device.js';
import { icons, logo, stateMark } from './marks.js';
import './mesh.js';
import './overview.js';
import './signed-out.js';
import './theme-button.js';
import { View } from './view.js';

const LOADED_VERSION = /** @type {HTMLMetaElement} */ (
  document.querySelector('meta[name="fieldway-version"]')
).content;

class App extends View {
  #route = route();

  connectedCallback() {
    this.replaceChildren();
    super.connectedCallback();
    watchRoute(() => this.#moved());
    store.start();
  }

  render() {
    const { session } = store.state;
    return html`
      <a class="skip" href="#main" data-plain>Skip to content</a>
      ${this.#header(session === 'signed-in')} ${this.#banner()}
      <main id="main" class="page" tabindex="-1">
        ${session === 'signed-out'
          ? html`<fw-signed-out></fw-signed-out>`
          : session === 'signed-in'
            ? this.#page()
            : nothing}
      </main>
    `;
  }

  /** @param {boolean} signedIn */
  #header(signedIn) {
    const { connection } = store.state;
    return html`<header class="top">
      <div class="top-inner">
        <a class="brand" href="/" aria-label="Fieldway, overview">${logo}<span>Fieldway</span></a>
        ${signedIn ? this.#places() : nothing}
        <div class="top-tools">
          ${signedIn
            ? html`<span class="connection" role="status"
                >${stateMark(connection, { testid: 'connection' })}</span
              >`
            : nothing}
          <fw-theme-button></fw-theme-button>
          ${signedIn
            ? html`<button
                class="button plain sign-out"
                type="button"
                data-testid="sign-out"
                aria-label="Sign out"
                @click=${() => store.signOut()}
              >
                ${icons.leave}<span>Sign out</span>
              </button>`
            : nothing}
        </div>
      </div>
    </header>`;
  }

  #places() {
    const { page } = this.#route;
    const current = (/** @type {boolean} */ here) => (here ? 'page' : nothing);
    const inField = page === 'overview' || page === 'device';
    return html`<nav class="places" aria-label="Pages">
      <a class="place" href="/" aria-current=${current(inField)}>Field</a>
      <a class="place" href="/mesh" data-testid="place-mesh" aria-current=${current(page === 'mesh')}
        >Mesh</a
      >
    </nav>`;
  }

  #banner() {
    const { connection, session, version } = store.state;
    if (connection === 'lost' && session !== 'signed-out') {
      return html`<div class="banner" role="status" data-testid="banner">
        <p><strong>Reconnecting…</strong> The server does not answer. What is shown may be old.</p>
      </div>`;
    }
    if (version && version !== LOADED_VERSION) {
      return html`<div class="banner" role="status" data-testid="banner">
        <p>The server has a newer version of this page.</p>
        <button class="button" type="button" @click=${() => window.location.reload()}>
          Reload
        </button>
      </div>`;
    }
    return nothing;
  }

  #page() {
    const { page, device } = this.#route;
    if (page === 'device') {
      return html`<fw-device .device=${device}></fw-device>`;
    }
    if (page === 'mesh') {
      return html`<fw-mesh></fw-mesh>`;
    }
    if (page === 'overview') {
      return html`<fw-overview></fw-overview>`;
    }
    return html`<section class="notice">
      <h1 tabindex="-1">There is no such page</h1>
      <p class="soft">Nothing is at ${window.location.pathname}.</p>
      <p><a href="/">To the overview</a></p>
    </section>`;
  }

  async #moved() {
    this.#route = route();
    this.requestUpdate();
    await this.updateComplete;
    window.scrollTo(0, 0);
    setTimeout(() => /** @type {HTMLElement | null} */ (this.querySelector('h1'))?.focus());
  }
}

customElements.define('fw-app', App);
