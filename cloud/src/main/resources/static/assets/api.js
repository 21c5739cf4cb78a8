// The REST API as functions. A refusal is an ApiError with the server's problem details (RFC 9457).

/** A refusal of the server, or its silence (`status` 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message what went wrong, in the server's words where it gave any
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Record<string, string>} [further] headers
 * @returns {Promise<any>}
 */
async function call(method, path, body, further) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', ...further };
  if (method !== 'GET') {
    headers['X-Requested-With'] = 'fieldway';
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  const text = body === undefined ? undefined : JSON.stringify(body);
  let response;
  try {
    response = await fetch(path, { method, headers, body: text, cache: 'no-store' });
  } catch {
    throw new ApiError(0, 'The server does not answer.');
  }
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) {
    throw new ApiError(response.status, problem(response.status, answer));
  }
  return answer;
}

/**
 * @param {number} status
 * @param {any} answer
 */
function problem(status, answer) {
  return answer?.detail ?? answer?.title ?? `The server answered ${status}.`;
}

const id = encodeURIComponent;

/**
 * Where a blob's bytes are.
 *
 * @param {string} device
 * @param {string} blob
 */
export const blobPath = (device, blob) => `/api/devices/${id(device)}/blobs/${id(blob)}`;

export const api = {
  me: () => call('GET', '/api/me'),
  signOut: () => call('POST', '/api/sign-out'),
  overview: () => call('GET', '/api/overview'),
  models: () => call('GET', '/api/models'),
  devices: () => call('GET', '/api/devices'),
  /** @param {string} device */
  device: (device) => call('GET', `/api/devices/${id(device)}`),
  /** @param {string} device */
  quarantine: (device) => call('GET', `/api/devices/${id(device)}/quarantine`),
  /** @param {string} device */
  commands: (device) => call('GET', `/api/devices/${id(device)}/commands`),
  /** @param {string} device */
  blobs: (device) => call('GET', `/api/devices/${id(device)}/blobs?limit=50`),
  pictures: () => call('GET', '/api/pictures'),
  /** @param {string} device */
  twin: (device) => call('GET', `/api/devices/${id(device)}/twin`),
  /**
   * @param {string} device
   * @param {string} version of the twin that the author saw
   * @param {Record<string, unknown>} desired
   */
  desire: (device, version, desired) =>
    call('PATCH', `/api/devices/${id(device)}/twin`, { desired }, { 'If-Match': `"${version}"` }),
  /** @param {string} command */
  command: (command) => call('GET', `/api/commands/${id(command)}`),
  /**
   * @param {string} device
   * @param {string} property
   * @param {number} from milliseconds
   * @param {number} to milliseconds
   * @param {number} limit most points; more are averaged
   */
  history: (device, property, from, to, limit) => {
    const query = new URLSearchParams({
      property,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      limit: String(limit),
    });
    return call('GET', `/api/devices/${id(device)}/history?${query}`);
  },
  mesh: () => call('GET', '/api/mesh'),
  meshController: () => call('GET', '/api/mesh/controller'),
  /** @param {string} node */
  meshNode: (node) => call('GET', `/api/mesh/nodes/${id(node)}`),
  /**
   * @param {string} from
   * @param {string} topic
   */
  meshTrace: (from, topic) =>
    call('GET', `/api/mesh/trace?${new URLSearchParams({ from, topic })}`),
  /** @param {Record<string, string>} query `kill` or `cut` */
  meshWhatIf: (query) => call('GET', `/api/mesh/what-if?${new URLSearchParams(query)}`),
  /** @param {string} path below `/api/mesh` */
  meshSwitch: (path) => call('POST', `/api/mesh/${path}`),
  /**
   * @param {string} device
   * @param {string} action
   * @param {unknown} input
   * @param {{ notBefore?: string, deadline?: string }} terms
   */
  invoke: (device, action, input, terms) =>
    call('POST', `/api/devices/${id(device)}/actions/${id(action)}`, { input, ...terms }),
  /**
   * One order to all devices of a model.
   *
   * @param {string} model
   * @param {string} action
   * @param {unknown} input
   * @param {{ notBefore?: string, deadline?: string }} terms
   */
  invokeAll: (model, action, input, terms) =>
    call('POST', '/api/commands', { model, action, input, ...terms }),
  /** @param {string} command */
  cancel: (command) => call('POST', `/api/commands/${id(command)}/cancel`),
};
