// What every element of the app shares: it renders into the page itself (one set of style sheets,
// plain selectors), follows the store, and ticks once a second where it shows ages.

import { LitElement } from 'lit';
import { store } from '../store.js';

export class View extends LitElement {
  /** Whether the element shows ages. */
  static ticks = false;

  /** @type {(() => void)[]} */
  #ends = [];

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.until(store.subscribe(() => this.requestUpdate()));
    if (/** @type {typeof View} */ (this.constructor).ticks) {
      const tick = setInterval(() => this.requestUpdate(), 1_000);
      this.until(() => clearInterval(tick));
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#ends.splice(0).forEach((end) => end());
  }

  /**
   * Something to end when the element leaves the page.
   *
   * @param {() => void} end
   */
  until(end) {
    this.#ends.push(end);
  }
}
