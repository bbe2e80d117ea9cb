import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An access key of AWS's documentation. */
export const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
} as const;

export interface AwsRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** True when the signature (version 4) is the one that `CREDENTIALS` give. */
  readonly signed: boolean;
}

export interface AwsAnswer {
  readonly status?: number;
  /** Name of the exception, for the `x-amzn-errortype` header. */
  readonly error?: string;
  readonly body: unknown;
  /** Holds the answer back until the test is over. */
  readonly hang?: boolean;
}

export interface AwsServer {
  readonly endpoint: string;
  readonly requests: readonly AwsRequest[];
  close(): Promise<void>;
}

/** A server of the REST-JSON protocol on the loopback interface, as Access Analyzer speaks it. */
export async function startAws(
  answer: (request: AwsRequest, index: number) => AwsAnswer,
): Promise<AwsServer> {
  const requests: AwsRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
      const method = incoming.method ?? '';
      const request = {
        method,
        url,
        headers: incoming.headers,
        body,
        signed: isSigned(method, url, incoming.headers, body),
      };
      requests.push(request);
      const { status = 200, error, body: content, hang } = answer(request, requests.length - 1);
      if (hang) return;
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-amzn-requestid': `request-${requests.length}`,
        ...(error && {
          'x-amzn-errortype': `${error}:http://internal.amazon.com/coral/com.amazonaws.accessanalyzer/`,
        }),
      });
      response.end(JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Computes the signature of a request and compares. AWS General Reference, "Signature Version 4". */
function isSigned(method: string, url: URL, headers: IncomingMessage['headers'], body: string): boolean {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8}\/[^/]+\/access-analyzer\/aws4_request), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (!match) return false;
  const [, keyId, scope, names, signature] = match as unknown as [string, string, string, string, string];
  const query = [...url.searchParams]
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const canonical = [
    method,
    url.pathname,
    query,
    ...names.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${CREDENTIALS.secretAccessKey}`);
  return keyId === CREDENTIALS.accessKeyId && hmac(key, text).toString('hex') === signature;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
