import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** Why there is no answer, in words for the user. */
export class NoAnswer extends Error {
  /** Whether it is this repository's fault, or that of the network, or the host wants to be left alone. */
  readonly fault: 'repository' | 'network' | 'limit';

  constructor(message: string, fault: NoAnswer['fault'] = 'repository') {
    super(message);
    this.name = 'NoAnswer';
    this.fault = fault;
  }
}

export interface GitRequest {
  readonly url: URL;
  readonly body: string;
  /** Milliseconds until the whole answer must be there. */
  readonly timeout: number;
  /** An answer of more bytes is cut off there with `isCut`, and refused without. */
  readonly limit: number;
  readonly isCut?: boolean;
}

const MAX_REDIRECTS = 3;
const UPLOAD_PACK = /^\/[\w.-]{1,100}\/[\w.-]{1,110}\/git-upload-pack$/;

/**
 * Sends one request of git's protocol, version 2, over HTTP. It carries no credentials and no cookies. A repository that
 * moved is followed to its new name on the same host, nowhere else. Throws `NoAnswer`.
 */
export async function askGit(order: GitRequest): Promise<Buffer> {
  let { url } = order;
  const signal = AbortSignal.timeout(order.timeout);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await send({ ...order, url }, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode >= 400) return read(response, order, signal);
    response.destroy();
    url = moved(url, headers.location);
  }
  throw new NoAnswer('it is moved about too often');
}

function moved(from: URL, location: string | undefined): URL {
  if (location !== undefined && URL.canParse(location, from.href)) {
    const to = new URL(location, from);
    const isPlain = to.username === '' && to.password === '' && to.search === '';
    if (to.origin === from.origin && isPlain && UPLOAD_PACK.test(to.pathname)) return to;
  }
  throw new NoAnswer('it is said to be somewhere else');
}

function send({ url, body }: GitRequest, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method: 'POST',
      signal,
      headers: {
        // Hosts tell git from browsers by the beginning of the name.
        'user-agent': 'git/pipewarden',
        'git-protocol': 'version=2',
        'content-type': 'application/x-git-upload-pack-request',
        accept: 'application/x-git-upload-pack-result',
        'content-length': Buffer.byteLength(body),
      },
    };
    const outgoing = url.protocol === 'http:' ? httpRequest(url, options) : httpsRequest(url, options);
    outgoing.on('error', (error) => reject(networkFailure(error, signal)));
    outgoing.on('response', resolve);
    outgoing.end(body);
  });
}

async function read(
  response: IncomingMessage,
  { limit, isCut }: GitRequest,
  signal: AbortSignal,
): Promise<Buffer> {
  const { statusCode = 0, headers } = response;
  const refusal = refusalOf(statusCode, headers['content-type']);
  if (refusal) {
    response.destroy();
    throw refusal;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Leaving the loop early closes the connection.
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > limit) break;
    }
  } catch (error) {
    throw networkFailure(error as NodeJS.ErrnoException, signal);
  }
  if (length > limit && !isCut) throw new NoAnswer('its answer is too long');
  return Buffer.concat(chunks);
}

function refusalOf(status: number, type: string | undefined): NoAnswer | undefined {
  if (status === 401 || status === 404) return new NoAnswer('it is private, or there is none');
  if (status === 429) return new NoAnswer('the host wants no more requests for now', 'limit');
  if (status !== 200) return new NoAnswer(`the host answers ${status}`);
  if (type !== 'application/x-git-upload-pack-result') return new NoAnswer('the host does not speak git');
  return undefined;
}

function networkFailure(error: NodeJS.ErrnoException, signal: AbortSignal): NoAnswer {
  if (signal.aborted) return new NoAnswer('there is no answer in time', 'network');
  return new NoAnswer(`the network fails (${error.code ?? error.name})`, 'network');
}
