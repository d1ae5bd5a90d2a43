// A reader of server-sent events as a test holds it: every message kept, and waiting for the next one that fits.
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

export interface Message {
  readonly event: string;
  readonly id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it, it says itself
  readonly data: any;
}

export class EventStream {
  readonly messages: Message[] = [];
  status = 0;
  headers: IncomingMessage['headers'] = {};
  /** The answer of a call that was refused. */
  body = '';
  closed = false;
  #request: ClientRequest;
  #response: IncomingMessage | undefined;
  #taken = 0;
  #tell = new Set<() => void>();

  constructor(url: string, cookie: string, headers: Record<string, string> = {}) {
    this.#request = request(url, { headers: { cookie, accept: 'text/event-stream', ...headers }, agent: false });
    this.#request.on('error', () => this.#end());
    this.#request.on('response', response => {
      this.#response = response;
      this.status = response.statusCode ?? 0;
      this.headers = response.headers;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        this.body += this.status === 200 ? '' : chunk;
        text += chunk;
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) this.#read(part);
        this.#told();
      });
      response.on('error', () => this.#end());
      response.on('close', () => this.#end());
      this.#told();
    });
    this.#request.end();
  }

  get lastId(): string | undefined {
    return this.messages.findLast(message => message.id !== undefined)?.id;
  }

  /** The stream has answered (with whatever status). */
  async opened(): Promise<this> {
    await this.until(() => this.status !== 0 || this.closed, 'an answer');
    return this;
  }

  /** The next message, not returned before, that fits; those between are skipped. Fails after a while. */
  async next(fits: (message: Message) => boolean, what = 'a message', ms = 5000): Promise<Message> {
    let found: Message | undefined;
    await this.until(
      () => {
        for (; found === undefined && this.#taken < this.messages.length; this.#taken++) {
          const message = this.messages[this.#taken] as Message;
          if (fits(message)) found = message;
        }
        return found !== undefined;
      },
      what,
      ms,
    );
    return found as Message;
  }

  named(event: string, ms = 5000): Promise<Message> {
    return this.next(message => message.event === event, `"${event}"`, ms);
  }

  /** The next message that tells of this household's cell. */
  cells(householdId: string, letter?: string, ms = 5000): Promise<Message> {
    const tells = ({ event, data }: Message) =>
      event === 'cells' &&
      data.cells.some((cell: string[]) => cell[0] === householdId && (letter === undefined || cell[1] === letter));
    return this.next(tells, `the cell of ${householdId} ${letter ?? ''}`, ms);
  }

  /** The cell out of that message: `[id, letter, dueAt, heardAt]`. */
  async cellOf(householdId: string, letter?: string, ms = 5000): Promise<[string, string, number, number]> {
    const { data } = await this.cells(householdId, letter, ms);
    return data.cells.find((cell: string[]) => cell[0] === householdId);
  }

  async ended(ms = 5000): Promise<void> {
    await this.until(() => this.closed, 'the end', ms);
  }

  /** Stops reading without hanging up, as a laptop that fell asleep. */
  stopReading(): void {
    this.#response?.pause();
  }

  cut(): void {
    this.#request.destroy();
    this.#end();
  }

  #read(part: string): void {
    const field = (name: string) =>
      part
        .split('\n')
        .find(line => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const event = field('event');
    if (event !== undefined) this.messages.push({ event, id: field('id'), data: JSON.parse(field('data') ?? 'null') });
  }

  #end(): void {
    this.closed = true;
    this.#told();
  }

  #told(): void {
    for (const tell of this.#tell) tell();
  }

  /** Resolves as soon as it is so. */
  until(done: () => boolean, what: string, ms = 5000): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!done()) return;
        clearTimeout(timer);
        this.#tell.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#tell.delete(look);
        const heard = this.messages.map(message => message.event).join(' ');
        reject(new Error(`${what} did not come within ${ms} ms; status ${this.status}, heard: ${heard} ${this.body}`));
      }, ms);
      this.#tell.add(look);
    });
  }
}
