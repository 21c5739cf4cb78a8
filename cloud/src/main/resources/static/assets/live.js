// The live stream: one EventSource, opened again with growing pauses until it is closed for good.

const NAMES = ['points', 'quarantine', 'gateway', 'device', 'command', 'twin', 'blob', 'totals', 'reset'];
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** The server says something at least every 15 s; twice that in silence is a dead line. */
const SILENCE_MS = 35_000;

export class LiveStream {
  /** @type {EventSource | undefined} */
  #source;
  #lastId = '';
  #pause = FIRST_PAUSE_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;

  /**
   * @param {object} on
   * @param {() => void} on.open the stream is there, anew or again
   * @param {() => void} on.lost it broke; it will be tried again
   * @param {(name: string, data: any) => void} on.event
   */
  constructor(on) {
    this.on = on;
  }

  open() {
    this.close();
    const query = this.#lastId ? `?lastEventId=${encodeURIComponent(this.#lastId)}` : '';
    const source = new EventSource(`/api/live${query}`);
    this.#source = source;
    source.onopen = () => {
      this.#pause = FIRST_PAUSE_MS;
      this.#listen();
      this.on.open();
    };
    source.onerror = () => this.#lost();
    source.addEventListener('alive', () => this.#listen());
    for (const name of NAMES) {
      source.addEventListener(name, (event) => {
        this.#listen();
        this.#lastId = event.lastEventId || this.#lastId;
        this.on.event(name, JSON.parse(event.data));
      });
    }
  }

  close() {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#source?.close();
    this.#source = undefined;
  }

  #listen() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(), SILENCE_MS);
  }

  #lost() {
    this.close();
    this.on.lost();
    this.#timer = setTimeout(() => this.open(), this.#pause * (0.5 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }
}
