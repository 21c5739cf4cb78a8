// The overview: figures, gateways, devices and the live feed.

import { html } from 'lit';
import './devices.js';
import './feed.js';
import './figures.js';
import './gateways.js';
import { View } from './view.js';

class Overview extends View {
  connectedCallback() {
    super.connectedCallback();
    document.title = 'Overview · Fieldway';
  }

  render() {
    return html`
      <h1 class="hidden-text" tabindex="-1">Overview</h1>
      <fw-figures></fw-figures>
      <div class="overview-columns">
        <div class="overview-main">
          <fw-gateways></fw-gateways>
          <fw-devices></fw-devices>
        </div>
        <fw-feed></fw-feed>
      </div>
    `;
  }
}

customElements.define('fw-overview', Overview);
