// Data schemas of actions (WoT Thing Description 1.1 §5.3.2): from schema to fields, and from what
// was typed to an input or to a sentence that says what is wrong.

import { isPicture, unitText } from './format.js';

/**
 * @typedef {object} Field
 * @property {string} name empty where the action's input is one plain value
 * @property {string} title
 * @property {'number' | 'truth' | 'choice' | 'text'} kind
 * @property {any} schema
 * @property {boolean} required
 */

/**
 * The fields of an action's form, in the model's order.
 *
 * @param {any} action
 * @returns {Field[]}
 */
export function fieldsOf(action) {
  const input = action.input;
  if (!input) {
    return [];
  }
  if (input.type === 'object' || input.properties) {
    const required = new Set(input.required ?? []);
    return Object.entries(input.properties ?? {}).map(([name, schema]) =>
      field(name, schema, required.has(name)),
    );
  }
  return [field('', input, true)];
}

/**
 * @param {string} name
 * @param {any} schema
 * @param {boolean} required
 * @returns {Field}
 */
function field(name, schema, required) {
  return { name, schema, required, kind: kindOf(schema), title: schema.title ?? wordsOf(name) };
}

/** @param {any} schema */
function kindOf(schema) {
  if (schema.enum) {
    return 'choice';
  }
  if (schema.type === 'number' || schema.type === 'integer') {
    return 'number';
  }
  return schema.type === 'boolean' ? 'truth' : 'text';
}

/**
 * Whether a property can be set; all others are only measured.
 *
 * @param {any} property
 */
export const isSetting = (property) =>
  property.readOnly !== true && property.contentEncoding !== 'base64' && !isPicture(property);

/**
 * `openValve` → `Open valve`.
 *
 * @param {string} name
 */
export function wordsOf(name) {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[-_.]/g, ' ').toLowerCase();
  return words ? words[0].toUpperCase() + words.slice(1) : 'Value';
}

/**
 * What stands in a field at first.
 *
 * @param {Field} field
 * @returns {string | boolean}
 */
export function initial(field) {
  const { schema, kind } = field;
  if (kind === 'truth') {
    return schema.default ?? false;
  }
  return schema.default !== undefined ? String(schema.default) : '';
}

/**
 * What may stand in a field, in a few words.
 *
 * @param {Field} field
 */
export function hint({ kind, schema, required }) {
  const optional = required ? '' : 'Optional. ';
  if (kind === 'number') {
    return optional + numberHint(schema);
  }
  if (kind === 'text' && schema.maxLength) {
    return `${optional}At most ${schema.maxLength} characters`;
  }
  return optional + (schema.description ?? '');
}

/** @param {any} schema */
function numberHint(schema) {
  const unit = unitText(schema.unit);
  const after = unit ? ` ${unit}` : '';
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined) {
    return `From ${minimum} to ${maximum}${after}`;
  }
  if (minimum !== undefined) {
    return `At least ${minimum}${after}`;
  }
  return maximum !== undefined ? `At most ${maximum}${after}` : '';
}

/**
 * Why what was typed does not fit; empty where it does.
 *
 * @param {Field} field
 * @param {string | boolean} typed
 */
export function refusal(field, typed) {
  const { schema, kind, required } = field;
  const text = typeof typed === 'string' ? typed.trim() : '';
  if (kind === 'truth') {
    return '';
  }
  if (text === '') {
    return required ? 'Needed' : '';
  }
  if (kind === 'number') {
    return numberRefusal(schema, Number(text));
  }
  if (schema.maxLength !== undefined && text.length > schema.maxLength) {
    return `At most ${schema.maxLength} characters, not ${text.length}`;
  }
  if (schema.minLength !== undefined && text.length < schema.minLength) {
    return `At least ${schema.minLength} characters`;
  }
  return '';
}

/**
 * @param {any} schema
 * @param {number} value
 */
function numberRefusal(schema, value) {
  if (!Number.isFinite(value)) {
    return 'A number is needed';
  }
  if (schema.type === 'integer' && !Number.isInteger(value)) {
    return 'A whole number is needed';
  }
  const below = schema.minimum !== undefined && value < schema.minimum;
  const above = schema.maximum !== undefined && value > schema.maximum;
  return below || above ? `${numberHint(schema)}, not ${value}` : '';
}

/**
 * The action's input from what was typed; undefined where it takes none.
 *
 * @param {Field[]} fields
 * @param {Map<string, string | boolean>} typed
 */
export function inputOf(fields, typed) {
  if (fields.length === 0) {
    return undefined;
  }
  if (fields[0].name === '') {
    return valueOf(fields[0], typed.get('') ?? '');
  }
  /** @type {Record<string, unknown>} */
  const input = {};
  for (const each of fields) {
    const value = valueOf(each, typed.get(each.name) ?? '');
    if (value !== undefined) {
      input[each.name] = value;
    }
  }
  return input;
}

/**
 * @param {Field} field
 * @param {string | boolean} typed
 */
function valueOf({ kind, schema }, typed) {
  if (kind === 'truth') {
    return typed === true;
  }
  const text = String(typed).trim();
  if (text === '') {
    return undefined;
  }
  if (kind === 'number') {
    return Number(text);
  }
  if (kind === 'choice') {
    return schema.enum.find((/** @type {unknown} */ each) => String(each) === text);
  }
  return text;
}
