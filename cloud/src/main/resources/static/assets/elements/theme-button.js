// Auto, light or dark. The choice stays in this browser.

import { html } from 'lit';
import { icons } from './marks.js';
import { View } from './view.js';

const KEY = 'fieldway.theme';
const NEXT = /** @type {const} */ ({ auto: 'light', light: 'dark', dark: 'auto' });

class ThemeButton extends View {
  /** @type {'auto' | 'light' | 'dark'} */
  #theme = /** @type {any} */ (document.documentElement.dataset.theme ?? 'auto');

  render() {
    const words = `Theme: ${this.#theme}. Change to ${NEXT[this.#theme]}`;
    return html`<button
      class="button plain icon"
      type="button"
      data-testid="theme"
      data-theme-choice=${this.#theme}
      title=${words}
      aria-label=${words}
      @click=${this.#change}
    >
      ${icons[this.#theme]}
    </button>`;
  }

  #change() {
    this.#theme = NEXT[this.#theme];
    if (this.#theme === 'auto') {
      localStorage.removeItem(KEY);
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem(KEY, this.#theme);
      document.documentElement.dataset.theme = this.#theme;
    }
    window.dispatchEvent(new Event('themechange'));
    this.requestUpdate();
  }
}

customElements.define('fw-theme-button', ThemeButton);
