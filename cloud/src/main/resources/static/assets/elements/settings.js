// What can be set at a device: what it reports beside what is desired, how the two stand to each
// other, and a field for each to desire another value.

import { html, nothing } from 'lit';
import { ApiError } from '../api.js';
import { dayClock, unitText } from '../format.js';
import { fieldsOf, hint, inputOf, isSetting, refusal } from '../schema.js';
import { store } from '../store.js';
import { stateMark } from './marks.js';
import { View } from './view.js';

class Settings extends View {
  static properties = { device: {}, model: {} };

  /** @type {Map<string, string | boolean>} */
  #typed = new Map();
  /** @type {Map<string, string>} */
  #wrong = new Map();
  #sending = '';

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('device')) {
      this.#typed.clear();
      this.#wrong.clear();
    }
  }

  render() {
    const { device, model } = /** @type {any} */ (this);
    const twin = store.state.twins.get(device);
    const settings = Object.entries(model.properties ?? {}).filter(([, each]) => isSetting(each));
    if (settings.length === 0) {
      return nothing;
    }
    return html`<section class="card" aria-labelledby="settings-title" data-testid="settings">
      <div class="card-head"><h2 id="settings-title">Settings</h2></div>
      ${settings.map(([name, schema]) => this.#setting(name, schema, twin))}
    </section>`;
  }

  /**
   * @param {string} name
   * @param {any} schema
   * @param {any} twin
   */
  #setting(name, schema, twin) {
    const meta = twin?.meta?.[name];
    const desired = twin?.desired?.[name];
    const reported = twin?.reported?.[name];
    const [field] = fieldsOf({ input: { ...schema, title: schema.title ?? name } });
    return html`<form
      class="setting"
      novalidate
      data-testid="setting-${name}"
      @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event, name, field)}
    >
      <div class="setting-head">
        <h3>${field.title}</h3>
        ${desired === undefined
          ? nothing
          : stateMark(meta?.state ?? 'pending', { testid: `setting-${name}-state` })}
      </div>
      <dl class="setting-values">
        <div>
          <dt>Reported</dt>
          <dd class="num" data-testid="setting-${name}-reported">${text(reported, schema)}</dd>
          <dd class="soft">${meta?.reported ? dayClock(meta.reported.at) : 'not yet'}</dd>
        </div>
        <div>
          <dt>Desired</dt>
          <dd class="num" data-testid="setting-${name}-desired">${text(desired, schema)}</dd>
          <dd class="soft">
            ${desired === undefined ? 'nothing' : meta?.desired ? dayClock(meta.desired.at) : ''}
          </dd>
        </div>
      </dl>
      ${meta?.reason ? html`<p class="small setting-reason">${sentence(meta.reason)}</p>` : nothing}
      ${this.#field(name, field, desired)}
    </form>`;
  }

  /**
   * @param {string} name
   * @param {import('../schema.js').Field} field
   * @param {unknown} desired
   */
  #field(name, field, desired) {
    const id = `setting-field-${name}`;
    const wrong = this.#wrong.get(name);
    return html`<div class="field">
      <label for=${id} class="hidden-text">${field.title}, desired</label>
      <div class="setting-field">
        <div class="input">
          ${this.#input(name, field, id)}
          ${field.schema.unit
            ? html`<span class="unit" aria-hidden="true">${unitText(field.schema.unit)}</span>`
            : nothing}
        </div>
        <button
          class="button"
          type="submit"
          aria-disabled=${this.#sending === name}
          data-testid="setting-${name}-submit"
        >
          Set
        </button>
        ${desired === undefined
          ? nothing
          : html`<button
              class="button plain"
              type="button"
              data-testid="setting-${name}-clear"
              @click=${() => this.#send(name, null)}
            >
              Clear
            </button>`}
      </div>
      <p class="hint ${wrong ? 'wrong' : ''}" id="${id}-hint" role=${wrong ? 'alert' : nothing}>
        ${wrong || hint(field)}
      </p>
    </div>`;
  }

  /**
   * @param {string} name
   * @param {import('../schema.js').Field} field
   * @param {string} id
   */
  #input(name, field, id) {
    const now = this.#typed.get(name) ?? '';
    const type = (/** @type {any} */ event) => this.#type(name, event.target.value);
    if (field.kind === 'choice' || field.kind === 'truth') {
      const choices = field.kind === 'truth' ? [true, false] : field.schema.enum;
      return html`<select id=${id} data-testid=${id} aria-describedby="${id}-hint" @change=${type}>
        <option value="" ?selected=${now === ''}>Choose…</option>
        ${choices.map(
          (/** @type {unknown} */ each) =>
            html`<option value=${String(each)} ?selected=${now === String(each)}>
              ${text(each, field.schema)}
            </option>`,
        )}
      </select>`;
    }
    return html`<input
      id=${id}
      data-testid=${id}
      type="text"
      inputmode=${field.kind === 'number' ? 'decimal' : 'text'}
      autocomplete="off"
      aria-describedby="${id}-hint"
      aria-invalid=${this.#wrong.has(name) ? 'true' : 'false'}
      .value=${String(now)}
      @input=${type}
    />`;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #type(name, value) {
    this.#typed.set(name, value);
    this.#wrong.delete(name);
    this.requestUpdate();
  }

  /**
   * @param {SubmitEvent} event
   * @param {string} name
   * @param {import('../schema.js').Field} field
   */
  async #submit(event, name, field) {
    event.preventDefault();
    const typed = this.#typed.get(name) ?? '';
    const words = typed === '' ? 'Needed' : refusal(field, typed);
    if (words) {
      this.#wrong.set(name, words);
      this.requestUpdate();
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector(`#setting-field-${name}`))?.focus();
      return;
    }
    const value = field.kind === 'truth' ? typed === 'true' : inputOf([field], new Map([['', typed]]));
    await this.#send(name, value);
  }

  /**
   * @param {string} name
   * @param {unknown} value `null` desires it no longer
   */
  async #send(name, value) {
    if (this.#sending) {
      return;
    }
    const { device } = /** @type {any} */ (this);
    this.#sending = name;
    this.#wrong.delete(name);
    this.requestUpdate();
    try {
      await store.desire(device, { [name]: value });
      this.#typed.delete(name);
    } catch (e) {
      const changed = e instanceof ApiError && e.status === 412;
      this.#wrong.set(
        name,
        changed
          ? 'It changed meanwhile: look at what is shown now, and set it again.'
          : /** @type {Error} */ (e).message,
      );
    }
    this.#sending = '';
    this.requestUpdate();
  }
}

/**
 * A setting as it was set, without rounding.
 *
 * @param {any} value
 * @param {any} schema
 */
function text(value, schema) {
  if (value === undefined || value === null) {
    return '–';
  }
  if (typeof value === 'boolean') {
    return value ? 'yes' : 'no';
  }
  const plain = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const unit = typeof value === 'number' ? unitText(schema.unit) : '';
  return unit ? `${plain} ${unit}` : plain;
}

/** @param {string} words */
const sentence = (words) => words[0].toUpperCase() + words.slice(1);

customElements.define('fw-settings', Settings);
