import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type S3Account, signatureTrouble } from "./s3-signature.ts";

/** As S3 has it: every part but the last. */
const PART_BYTES_MIN = 5 * 1024 * 1024;

interface Kept {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

interface Upload {
  readonly key: string;
  readonly initiated: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Buffer>;
}

export interface S3Seen {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

export interface S3Fault {
  readonly status?: number;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body arrives with one wrong byte. */
  readonly garbled?: boolean;
  /** The connection is cut after so many bytes of the answer. */
  readonly cutAfter?: number;
}

export interface S3Server extends AsyncDisposable {
  readonly url: string;
  readonly account: S3Account;
  readonly objects: Map<string, Kept>;
  readonly uploads: Map<string, Upload>;
  readonly seen: S3Seen[];
  fault: (seen: S3Seen) => S3Fault | undefined;
}

/**
 * What of S3 a client that only stores needs, in memory, with the bucket `clips`. It is strict where real servers are:
 * signature, digests of the body, part sizes and tags are checked.
 */
export async function openS3Server({ secret = "test/secret+key" } = {}): Promise<S3Server> {
  const bench = {
    account: { accessKey: "AKTESTKEY", secret, region: "eu-test-1" },
    objects: new Map<string, Kept>(),
    uploads: new Map<string, Upload>(),
    seen: [] as S3Seen[],
    fault: (() => undefined) as S3Server["fault"],
  };
  const server = createServer((request, response) => {
    void readAll(request).then((body) => serve(bench, request, body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(bench, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

type Bench = Omit<S3Server, "url" | keyof AsyncDisposable>;

interface Asked extends S3Seen {
  readonly body: Buffer;
  readonly request: IncomingMessage;
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

function serve(bench: Bench, request: IncomingMessage, sent: Buffer, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://x");
  const [, bucket = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
  const seen = { method: request.method ?? "", key: rest.join("/"), query: url.searchParams };
  bench.seen.push(seen);
  const fault = bench.fault(seen);
  const body = fault?.garbled === true ? Buffer.concat([sent.subarray(1), Buffer.from([0])]) : sent;
  const code = signatureTrouble(bench.account, request, body);
  const reply =
    fault?.status !== undefined
      ? { ...failed(fault.status, fault.code ?? "InternalError"), headers: fault.headers ?? {} }
      : code !== undefined
        ? failed(code === "XAmzContentSHA256Mismatch" || code === "BadDigest" ? 400 : 403, code)
        : bucket === "clips"
          ? answer(bench, { ...seen, body, request })
          : failed(404, "NoSuchBucket");
  response.writeHead(reply.status, reply.headers);
  if (fault?.cutAfter === undefined)
    return void response.end(seen.method === "HEAD" ? undefined : reply.body);
  response.write(Buffer.from(reply.body ?? "").subarray(0, fault.cutAfter), () => response.destroy());
}

function answer(bench: Bench, asked: Asked): Reply {
  const { method, key, query, body, request } = asked;
  if (key === "") return list(bench, query);
  if (query.has("uploads")) return begin(bench, key, metaOf(request));
  const uploadId = query.get("uploadId");
  if (uploadId !== null) return multipart(bench, asked, uploadId);
  if (method === "PUT") {
    bench.objects.set(key, { body, headers: metaOf(request) });
    return { status: 200, headers: { etag: `"${md5(body)}"` } };
  }
  if (method === "DELETE") {
    bench.objects.delete(key);
    return { status: 204 };
  }
  const kept = bench.objects.get(key);
  if (!kept) return failed(404, "NoSuchKey");
  const length = { "content-length": String(kept.body.length) };
  return { status: 200, headers: { ...kept.headers, ...length }, body: kept.body };
}

function list({ uploads }: Bench, query: URLSearchParams): Reply {
  if (!query.has("uploads")) return { status: 200, body: "<ListBucketResult></ListBucketResult>" };
  const ours = [...uploads].filter(([, { key }]) => key.startsWith(query.get("prefix") ?? ""));
  const items = ours.map(
    ([id, { key, initiated }]) =>
      `<Upload><Key>${key.replaceAll("&", "&amp;")}</Key><UploadId>${id}</UploadId><Initiated>${initiated}</Initiated></Upload>`,
  );
  return { status: 200, body: `<ListMultipartUploadsResult>${items.join("")}</ListMultipartUploadsResult>` };
}

function begin({ uploads }: Bench, key: string, headers: Record<string, string>): Reply {
  const id = `upload-${uploads.size + 1}`;
  uploads.set(id, { key, initiated: new Date(uploads.size).toISOString(), headers, parts: new Map() });
  return { status: 200, body: `<R><UploadId>${id}</UploadId></R>` };
}

function multipart(bench: Bench, { method, key, query, body }: Asked, id: string): Reply {
  const upload = bench.uploads.get(id);
  if (upload?.key !== key) return failed(404, "NoSuchUpload");
  if (method === "PUT") {
    upload.parts.set(Number(query.get("partNumber")), body);
    return { status: 200, headers: { etag: `"${md5(body)}"` } };
  }
  if (method === "GET") {
    const parts = [...upload.parts].map(
      ([number, part]) =>
        `<Part><PartNumber>${number}</PartNumber><ETag>&quot;${md5(part)}&quot;</ETag><Size>${part.length}</Size></Part>`,
    );
    return { status: 200, body: `<ListPartsResult>${parts.join("")}</ListPartsResult>` };
  }
  const wanted = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>"(\w+)"<\/ETag>/g)];
  const parts = wanted.map(([, number]) => upload.parts.get(Number(number)));
  if (wanted.length === 0 || parts.some((part, at) => !part || md5(part) !== wanted[at]?.[2])) {
    return failed(400, "InvalidPart");
  }
  const whole = parts.flatMap((part) => (part ? [part] : []));
  if (whole.slice(0, -1).some((part) => part.length < PART_BYTES_MIN)) return failed(400, "EntityTooSmall");
  bench.objects.set(key, { body: Buffer.concat(whole), headers: upload.headers });
  bench.uploads.delete(id);
  return { status: 200, body: "<CompleteMultipartUploadResult></CompleteMultipartUploadResult>" };
}

function failed(status: number, code: string): Reply {
  return { status, body: `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>No.</Message></Error>` };
}

function metaOf({ headers }: IncomingMessage): Record<string, string> {
  const wanted = Object.entries(headers).filter(
    ([name]) => name.startsWith("x-amz-meta-") || name === "content-type",
  );
  return Object.fromEntries(wanted.map(([name, value]) => [name, String(value)]));
}

const md5 = (body: Buffer) => createHash("md5").update(body).digest("hex");

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
