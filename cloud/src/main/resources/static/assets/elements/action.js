// The form of one action, made from its schema. What is typed is checked here first; the server
// checks again, and its words are shown as they come.

import { html, nothing } from 'lit';
import { unitText } from '../format.js';
import { fieldsOf, hint, initial, inputOf, refusal, wordsOf } from '../schema.js';
import { store } from '../store.js';
import { deadlineHint, noTerms, termsOf, wrongTerms } from '../terms.js';
import { View } from './view.js';

/** Choices up to this many stand side by side; more are a list to open. */
const SIDE_BY_SIDE = 4;

class Action extends View {
  static properties = { device: {}, name: {}, action: {} };

  /** @type {import('../schema.js').Field[]} */
  #fields = [];
  /** @type {Map<string, string | boolean>} */
  #typed = new Map();
  /** @type {Map<string, string>} */
  #wrong = new Map();
  #terms = noTerms();
  /** @type {{ notBefore?: string, deadline?: string }} */
  #wrongTerms = {};
  #toAll = false;
  #refused = '';
  #sending = false;
  /** @type {any} what became of an order to many */
  #group;

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const { action, name, device } = /** @type {any} */ (this);
    const other = `${device} ${name}`;
    if (changed.has('action') && this.dataset.made !== other) {
      this.dataset.made = other;
      this.#fields = fieldsOf(action);
      this.#typed = new Map(this.#fields.map((each) => [each.name, initial(each)]));
      this.#wrong.clear();
      this.#terms = noTerms();
      this.#wrongTerms = {};
      this.#toAll = false;
      this.#group = undefined;
      this.#refused = '';
    }
  }

  render() {
    const { name, action } = /** @type {any} */ (this);
    const title = action.title ?? wordsOf(name);
    return html`<form
      class="card action"
      novalidate
      aria-labelledby="action-title-${name}"
      data-testid="action-${name}"
      @submit=${this.#submit}
    >
      <div class="card-head"><h2 id="action-title-${name}">${title}</h2></div>
      <div class="card-body action-body">
        ${action.description ? html`<p class="soft small">${action.description}</p>` : nothing}
        ${this.#fields.map((each) => this.#field(each))} ${this.#when()}
        <div class="action-foot">
          <button
            class="button main"
            type="submit"
            aria-disabled=${this.#sending}
            data-testid="action-${name}-submit"
          >
            ${this.#sending ? 'Sending…' : title}
          </button>
          <p class="hint wrong" role="alert" data-testid="action-${name}-error">${this.#refused}</p>
          ${this.#group ? groupWords(this.#group, name) : nothing}
        </div>
      </div>
    </form>`;
  }

  /** Devices of the same model, this one among them. */
  #alike() {
    const { device } = /** @type {any} */ (this);
    const { devices } = store.state;
    const model = devices.get(device)?.model;
    return [...devices.values()].filter((each) => each.model === model).length;
  }

  #when() {
    const { name } = /** @type {any} */ (this);
    const alike = this.#alike();
    return html`<details class="when" data-testid="action-${name}-when">
      <summary>When${alike > 1 ? ' and where' : ''}</summary>
      ${this.#time('notBefore', 'Not before', 'Optional. At once otherwise')}
      ${this.#time('deadline', 'Too late after', deadlineHint(this.#terms))}
      ${alike > 1
        ? html`<label class="switch">
            <input
              type="checkbox"
              role="switch"
              data-testid="action-${name}-all"
              .checked=${this.#toAll}
              @change=${(/** @type {any} */ event) => {
                this.#toAll = event.target.checked;
                this.requestUpdate();
              }}
            />At all ${alike} devices of this model
          </label>`
        : nothing}
    </details>`;
  }

  /**
   * @param {'notBefore' | 'deadline'} which
   * @param {string} title
   * @param {string} words
   */
  #time(which, title, words) {
    const { name } = /** @type {any} */ (this);
    const id = `action-${name}-${which}`;
    const wrong = this.#wrongTerms[which];
    return html`<div class="field">
      <label for=${id}>${title}</label>
      <div class="input">
        <input
          id=${id}
          data-testid=${id}
          type="datetime-local"
          step="1"
          aria-describedby="${id}-hint"
          aria-invalid=${wrong ? 'true' : 'false'}
          .value=${this.#terms[which]}
          @input=${(/** @type {any} */ event) => {
            this.#terms = { ...this.#terms, [which]: event.target.value };
            this.#wrongTerms = {};
            this.requestUpdate();
          }}
        />
      </div>
      <p class="hint ${wrong ? 'wrong' : ''}" id="${id}-hint">${wrong ?? words}</p>
    </div>`;
  }

  /** @param {import('../schema.js').Field} field */
  #field(field) {
    const { name } = /** @type {any} */ (this);
    const id = `field-${name}-${field.name || 'value'}`;
    if (field.kind === 'truth') {
      return html`<label class="switch">
        <input
          id=${id}
          type="checkbox"
          role="switch"
          data-testid=${id}
          .checked=${this.#typed.get(field.name) === true}
          @change=${(/** @type {any} */ event) => this.#type(field, event.target.checked)}
        />${field.title}
      </label>`;
    }
    if (field.kind === 'choice' && field.schema.enum.length <= SIDE_BY_SIDE) {
      return this.#choice(field, id);
    }
    const wrong = this.#wrong.get(field.name);
    return html`<div class="field">
      <label for=${id}>${field.title}</label>
      <div class="input">
        ${field.kind === 'choice' ? this.#select(field, id) : this.#input(field, id)}
        ${field.schema.unit
          ? html`<span class="unit" aria-hidden="true">${unitText(field.schema.unit)}</span>`
          : nothing}
      </div>
      <p class="hint ${wrong ? 'wrong' : ''}" id="${id}-hint">${wrong || hint(field)}</p>
    </div>`;
  }

  /**
   * @param {import('../schema.js').Field} field
   * @param {string} id
   */
  #input(field, id) {
    const { schema, kind, name } = field;
    return html`<input
      id=${id}
      data-testid=${id}
      type="text"
      inputmode=${kind === 'number' ? (schema.type === 'integer' ? 'numeric' : 'decimal') : 'text'}
      autocomplete="off"
      aria-describedby="${id}-hint"
      aria-invalid=${this.#wrong.has(name) ? 'true' : 'false'}
      aria-required=${field.required}
      .value=${String(this.#typed.get(name) ?? '')}
      @input=${(/** @type {any} */ event) => this.#type(field, event.target.value)}
      @blur=${() => this.#check(field)}
    />`;
  }

  /**
   * @param {import('../schema.js').Field} field
   * @param {string} id
   */
  #select(field, id) {
    const now = this.#typed.get(field.name);
    return html`<select
      id=${id}
      data-testid=${id}
      aria-describedby="${id}-hint"
      aria-invalid=${this.#wrong.has(field.name) ? 'true' : 'false'}
      @change=${(/** @type {any} */ event) => this.#type(field, event.target.value)}
    >
      <option value="" ?selected=${now === ''}>Choose…</option>
      ${field.schema.enum.map(
        (/** @type {unknown} */ each) =>
          html`<option value=${String(each)} ?selected=${now === String(each)}>${each}</option>`,
      )}
    </select>`;
  }

  /**
   * @param {import('../schema.js').Field} field
   * @param {string} id
   */
  #choice(field, id) {
    const wrong = this.#wrong.get(field.name);
    return html`<fieldset class="field" aria-describedby="${id}-hint">
      <legend class="label small">${field.title}</legend>
      <div class="choice">
        ${field.schema.enum.map(
          (/** @type {unknown} */ each) =>
            html`<label
              ><input
                type="radio"
                name=${id}
                data-testid="${id}-${each}"
                .checked=${this.#typed.get(field.name) === String(each)}
                @change=${() => this.#type(field, String(each))}
              />${each}</label
            >`,
        )}
      </div>
      <p class="hint ${wrong ? 'wrong' : ''}" id="${id}-hint">${wrong || hint(field)}</p>
    </fieldset>`;
  }

  /**
   * @param {import('../schema.js').Field} field
   * @param {string | boolean} value
   */
  #type(field, value) {
    this.#typed.set(field.name, value);
    this.#refused = '';
    if (this.#wrong.has(field.name)) {
      this.#check(field);
    }
    this.requestUpdate();
  }

  /** @param {import('../schema.js').Field} field */
  #check(field) {
    const words = refusal(field, this.#typed.get(field.name) ?? '');
    if (words) {
      this.#wrong.set(field.name, words);
    } else {
      this.#wrong.delete(field.name);
    }
    this.requestUpdate();
    return !words;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#sending) {
      return;
    }
    this.#wrongTerms = wrongTerms(this.#terms, store.now());
    const timely = Object.keys(this.#wrongTerms).length === 0;
    const fit = this.#fields.map((each) => this.#check(each)).every(Boolean) && timely;
    await this.updateComplete;
    if (!fit) {
      /** @type {HTMLElement | null} */ (this.querySelector('[aria-invalid="true"]'))?.focus();
      return;
    }
    const { device, name } = /** @type {any} */ (this);
    this.#sending = true;
    this.#refused = '';
    this.#group = undefined;
    this.requestUpdate();
    const input = inputOf(this.#fields, this.#typed);
    const terms = termsOf(this.#terms);
    try {
      if (this.#toAll) {
        this.#group = await store.invokeAll(device, name, input, terms);
      } else {
        await store.invoke(device, name, input, terms);
      }
    } catch (e) {
      this.#refused = /** @type {Error} */ (e).message;
    }
    this.#sending = false;
    this.requestUpdate();
  }
}

/**
 * What became of an order to many: each refusal by its device.
 *
 * @param {any} group
 * @param {string} name
 */
function groupWords({ accepted, results }, name) {
  const refused = results.filter((/** @type {any} */ each) => each.problem);
  return html`<div role="status" class="small" data-testid="action-${name}-group">
    <p>Sent to ${accepted} ${accepted === 1 ? 'device' : 'devices'}.</p>
    ${refused.map(
      (/** @type {any} */ each) =>
        html`<p class="hint wrong">${each.device}: ${each.problem.detail}</p>`,
    )}
  </div>`;
}

customElements.define('fw-action', Action);
