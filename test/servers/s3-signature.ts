import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface S3Account {
  readonly accessKey: string;
  readonly secret: string;
  readonly region: string;
}

/**
 * The error code that S3 answers with, or `undefined` where signature and digests are right. Written after Amazon's page
 * "Signature Version 4 signing process", and independent of the client's library.
 */
export function signatureTrouble(
  { accessKey, secret, region }: S3Account,
  request: IncomingMessage,
  body: Buffer,
): string | undefined {
  const { authorization = "", "x-amz-date": date, "x-amz-content-sha256": claimed } = request.headers;
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!parts) return "AccessDenied";
  const [, key, day = "", usedRegion, names = "", signature] = parts;
  if (key !== accessKey) return "InvalidAccessKeyId";
  if (usedRegion !== region) return "AuthorizationHeaderMalformed";
  for (const must of ["host", "x-amz-date", "x-amz-content-sha256"]) {
    if (!names.split(";").includes(must)) return "AccessDenied";
  }

  const url = new URL(request.url ?? "/", "http://x");
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const headers = names.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const path = decodeURIComponent(url.pathname).split("/").map(encode).join("/");
  const canonical = [request.method, path, query, headers.join(""), names, claimed].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  const signing = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  if (hmac(signing, toSign).toString("hex") !== signature) return "SignatureDoesNotMatch";

  if (sha256(body) !== claimed) return "XAmzContentSHA256Mismatch";
  const md5 = request.headers["content-md5"];
  const isOther = md5 !== undefined && createHash("md5").update(body).digest("base64") !== md5;
  return isOther ? "BadDigest" : undefined;
}

const sha256 = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
