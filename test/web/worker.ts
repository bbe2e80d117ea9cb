import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const path = (name: string): string => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));

/** A message as `postMessage` carries it: the browser transport sends objects, not bytes. */
export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * Runs the web server's bundle in a context that has what the standard gives a worker and nothing of Node: no
 * `process`, `require`, `Buffer`, `setImmediate` or `global`.
 */
export class Worker {
  readonly received: Message[] = [];
  /** Every URL the bundle fetched. */
  readonly fetched: string[] = [];
  readonly #scope: Record<string, unknown> = {};
  readonly #handlers: ((event: { data: unknown }) => void)[] = [];
  readonly #listeners = new Set<() => void>();
  #next = 1;

  constructor() {
    const scope = this.#scope;
    Object.assign(scope, {
      console,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      queueMicrotask,
      MessageChannel,
      TextEncoder,
      TextDecoder,
      URL,
      performance,
      WebAssembly: Reflect.get(globalThis, 'WebAssembly'),
      fetch: async (url: string) => {
        this.fetched.push(url);
        const bytes = readFileSync(path(`wasm/${url.slice(url.lastIndexOf('/') + 1)}`));
        const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
        return { ok: true, arrayBuffer: async () => buffer };
      },
      postMessage: (message: Message) => {
        this.received.push(structuredClone(message));
        for (const listener of [...this.#listeners]) listener();
      },
      WorkerGlobalScope: class {},
      location: { href: 'https://h/x/dist/web/server.js' },
      addEventListener: (type: string, handle: (event: { data: unknown }) => void) => {
        if (type === 'message') this.#handlers.push(handle);
      },
      importScripts: () => {
        throw new Error('the bundle is one file');
      },
    });
    scope.self = scope;
    new vm.Script(readFileSync(path('web/server.js'), 'utf8')).runInContext(vm.createContext(scope));
  }

  async request<Result>(method: string, params: unknown): Promise<Result> {
    const id = this.#next++;
    this.#send({ id, method, params });
    const answer = await this.until((message) => message.id === id && message.method === undefined);
    if (answer.error) throw new Error(answer.error.message);
    return answer.result as Result;
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  until(wanted: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no such message came')), 10_000);
      const look = (): void => {
        const found = this.received.find(wanted);
        if (!found) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve(found);
      };
      this.#listeners.add(look);
      look();
    });
  }

  #send(message: Message): void {
    const data = structuredClone({ jsonrpc: '2.0', ...message });
    setTimeout(() => {
      const { onmessage } = this.#scope as { onmessage?: (event: { data: unknown }) => void };
      for (const handle of onmessage ? [onmessage, ...this.#handlers] : this.#handlers) handle({ data });
    }, 0);
  }
}
