// Nobody is signed in here: how to get a link.

import { html } from 'lit';
import { View } from './view.js';

class SignedOut extends View {
  connectedCallback() {
    super.connectedCallback();
    document.title = 'Sign in · Fieldway';
  }

  render() {
    const used = new URLSearchParams(window.location.search).get('link') === 'refused';
    return html`<section class="notice" data-testid="signed-out">
      <h1 tabindex="-1">${used ? 'This link no longer works' : 'You are not signed in'}</h1>
      <p>
        ${used
          ? 'A sign-in link works once, and only for a while. This one was used already or has expired.'
          : 'Fieldway has no passwords. You sign in with a link that works once.'}
      </p>
      <ol class="ways">
        <li>
          Look at the terminal in which Fieldway was started, with <code>./fieldway demo</code> or
          <code>./fieldway cloud</code>. It shows an address with <code>/link/</code> in it.
        </li>
        <li>Open that address in this browser. You stay signed in here, also after a restart.</li>
        <li>Was the link used already? Start the server again; each start makes a new link.</li>
      </ol>
    </section>`;
  }
}

customElements.define('fw-signed-out', SignedOut);
