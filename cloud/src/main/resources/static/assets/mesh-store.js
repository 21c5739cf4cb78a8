// The mesh, asked for once a second while somebody looks at it; elements subscribe and read.

import { api } from './api.js';
import { emptyMemory, exampleTopic, pictureOf } from './mesh.js';
import { standInsOf } from './mesh-stand-ins.js';

const EVERY_MS = 1_000;

/** @typedef {{ kind: 'node' | 'link', name: string }} Selected */

class MeshStore {
  /** @type {import('./mesh.js').Picture | undefined} */
  picture;
  /** @type {'asking' | 'none' | 'shown' | 'silent'} */
  state = 'asking';
  problem = '';
  /** @type {Selected | undefined} */
  selected;
  /** @type {any} interest and sessions of the selected node */
  details;
  /** @type {{ title: string, changes?: any[], problem?: string } | undefined} */
  whatIf;
  /** The way that is looked for. */
  from = '';
  topic = '';
  /** @type {any[]} */
  ways = [];
  wayProblem = '';
  /** @type {string[]} topics to begin with */
  examples = [];
  /** What is being switched now. */
  switching = '';
  /** @type {import('./mesh-stand-ins.js').StandIns | undefined} what a controller said last */
  standIns;
  /** @type {'asking' | 'none' | 'shown' | 'silent'} of the controllers */
  control = 'asking';
  /** @type {any[]} each with its role, or why it does not answer */
  controllers = [];

  #memory = emptyMemory();
  /** @type {Set<() => void>} */
  #subscribers = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #offered = false;

  /**
   * Asks and calls back until the returned function is called.
   *
   * @param {() => void} callback
   */
  subscribe(callback) {
    this.#subscribers.add(callback);
    if (this.#subscribers.size === 1) {
      this.#poll();
    }
    return () => {
      this.#subscribers.delete(callback);
      if (this.#subscribers.size === 0) {
        clearTimeout(this.#timer);
      }
    };
  }

  /** @param {Selected | undefined} what */
  select(what) {
    this.selected = what;
    this.details = undefined;
    this.whatIf = undefined;
    this.#tell();
    this.#askDetails();
  }

  /**
   * @param {string} from
   * @param {string} topic
   */
  trace(from, topic) {
    this.from = from;
    this.topic = topic;
    this.ways = topic ? this.ways : [];
    this.wayProblem = '';
    this.#tell();
    this.#askWays();
  }

  /** Asks what would change if what is selected failed. */
  async ask() {
    const { selected } = this;
    if (!selected) {
      return;
    }
    const link = this.picture?.links.find((each) => each.key === selected.name);
    const query = link ? { cut: `${link.a},${link.b}` } : { kill: selected.name };
    try {
      const { changes } = await api.meshWhatIf(query);
      this.whatIf = { title: selected.name, changes };
    } catch (e) {
      this.whatIf = { title: selected.name, problem: /** @type {Error} */ (e).message };
    }
    this.#tell();
  }

  /**
   * Cuts, mends, stops, kills or starts.
   *
   * @param {string} path below `/api/mesh`
   */
  async turn(path) {
    if (this.switching) {
      return;
    }
    this.switching = path;
    this.problem = '';
    this.#tell();
    try {
      await api.meshSwitch(path);
    } catch (e) {
      this.problem = /** @type {Error} */ (e).message;
    }
    this.switching = '';
    this.whatIf = undefined;
    await this.#ask();
  }

  async #poll() {
    clearTimeout(this.#timer);
    if (!document.hidden) {
      await this.#ask();
    }
    if (this.#subscribers.size > 0) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#poll(), EVERY_MS);
    }
  }

  async #ask() {
    const [answer, control] = await Promise.all([
      api.mesh().catch(() => undefined),
      api.meshController().catch(() => undefined),
    ]);
    this.#takeControl(control);
    if (answer && !answer.configured) {
      this.state = 'none';
    } else if (answer?.views.some((/** @type {any} */ each) => each.told)) {
      this.state = 'shown';
      this.picture = pictureOf(
        this.#memory,
        answer,
        this.control === 'shown' ? this.standIns : undefined,
        Date.now(),
      );
      await Promise.all([this.#askWays(), this.#askDetails(), this.#offer()]);
    } else {
      this.state = 'silent';
    }
    this.#tell();
  }

  /** @param {any} control of `GET /api/mesh/controller` */
  #takeControl(control) {
    this.controllers = control?.controllers ?? [];
    if (control && !control.configured) {
      this.control = 'none';
    } else if (control?.plan) {
      this.control = 'shown';
      this.standIns = standInsOf(control, Date.now());
    } else {
      this.control = 'silent';
    }
  }

  async #askWays() {
    const { from, topic } = this;
    if (!from || !topic) {
      return;
    }
    try {
      const { ways } = await api.meshTrace(from, topic);
      this.#takeWays(from, topic, ways, '');
    } catch (e) {
      this.#takeWays(from, topic, [], /** @type {Error} */ (e).message);
    }
  }

  /**
   * @param {string} from
   * @param {string} topic
   * @param {any[]} ways
   * @param {string} problem
   */
  #takeWays(from, topic, ways, problem) {
    if (this.from === from && this.topic === topic) {
      this.ways = ways;
      this.wayProblem = problem;
      this.#tell();
    }
  }

  async #askDetails() {
    const { selected } = this;
    if (selected?.kind !== 'node') {
      return;
    }
    const details = await api.meshNode(selected.name).catch(() => undefined);
    if (this.selected === selected) {
      this.details = details;
      this.#tell();
    }
  }

  /** Begins with a way that there is: from where devices are to whoever wants what they say. */
  async #offer() {
    const nodes = this.picture?.nodes ?? [];
    const consumers = nodes.filter((each) => each.filters > 0).slice(0, 8);
    if (this.#offered || consumers.length === 0) {
      return;
    }
    this.#offered = true;
    const asked = await Promise.all(
      consumers.map((each) => api.meshNode(each.name).catch(() => undefined)),
    );
    const filters = asked.flatMap((each) => each?.interest.filters ?? []);
    this.examples = [...new Set(filters.filter((each) => !each.startsWith('$SYS')).map(exampleTopic))];
    if (!this.topic && this.examples.length > 0) {
      const source = nodes.find((each) => each.note === 'devices') ?? nodes.at(-1);
      this.from ||= source?.name ?? '';
      this.topic = this.examples[0];
      await this.#askWays();
    }
  }

  #tell() {
    this.#subscribers.forEach((each) => each());
  }
}

export const meshStore = new MeshStore();
