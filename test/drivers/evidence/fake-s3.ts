/** A server that looks at requests as strictly as one of the S3 protocol does, and answers what a test wants. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What is answered to one request: a status with the code of an error, a cut line, or nothing at all. */
export type Trouble = { readonly status: number; readonly code: string } | 'cut' | 'silence';

export class FakeS3 {
  readonly objects = new Map<string, Buffer>();
  readonly seen: string[] = [];
  /** What was wrong with requests; a test expects none. */
  readonly complaints: string[] = [];
  /** One for each request that follows; then all is well. */
  troubles: Trouble[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake');
    this.seen.push(`${request.method} ${pathname}`);
    this.#examine(request, body);
    const trouble = this.troubles.shift();
    if (trouble === 'silence') return;
    if (trouble === 'cut') {
      request.socket.destroy();
      return;
    }
    if (trouble !== undefined) return refuse(response, trouble);
    if (request.method === 'PUT') {
      this.objects.set(pathname, body);
      response.writeHead(200, { etag: '"0"' }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/xml' }).end(this.#list(searchParams.get('prefix') ?? ''));
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
  #examine({ headers, method, url }: IncomingMessage, body: Buffer): void {
    const complain = (what: string) => this.complaints.push(`${method} ${url}: ${what}`);
    const signed =
      /^AWS4-HMAC-SHA256 Credential=AKIDTEST\/\d{8}\/eu-central-1\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/;
    const [, names = ''] = signed.exec(headers.authorization ?? '') ?? [];
    for (const name of ['host', 'x-amz-content-sha256', 'x-amz-date'])
      if (!names.split(';').includes(name)) complain(`${name} is not signed`);
    const digest = createHash('sha256').update(body).digest('hex');
    const said = headers['x-amz-content-sha256'];
    if (said !== digest && said !== 'UNSIGNED-PAYLOAD') complain('the digest is not that of the body');
    if (method === 'PUT' && Number(headers['content-length']) !== body.length) complain('without the length');
    if (JSON.stringify(headers).includes('hush-hush')) complain('the secret key was sent');
  }

  #list(prefix: string): string {
    const keys = [...this.objects].map(([path, body]) => [path.split('/').slice(2).join('/'), body.length] as const);
    const found = keys.filter(([key]) => key.startsWith(prefix) && !key.slice(prefix.length).includes('/'));
    const contents = found.map(([key, size]) => `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`);
    return `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
  }
}

function refuse(response: ServerResponse, { status, code }: { readonly status: number; readonly code: string }): void {
  const said = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
  response.writeHead(status, { 'content-type': 'application/xml' }).end(said);
}
