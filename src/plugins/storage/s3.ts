import { Failure } from "#domain/failure.ts";
import { digest, sizeOf } from "#platform/transfer.ts";
import { makeTransferLimit } from "#platform/transfer-limit.ts";
import { definePlugin, type StorageContext } from "#ports/plugin.ts";
import { readAddress } from "./address.ts";
import { goneFrom, openOffsite, pathAfter, type RemoteFile, type RemotePlace } from "./offsite.ts";
import { placeFacts } from "./place-facts.ts";
import { remotePath } from "./remote-path.ts";
import { type Bucket, expectS3, makeS3Client, tag } from "./s3-client.ts";
import { PART_BYTES, sendParts } from "./s3-parts.ts";
import { StorageSettings } from "./settings.ts";
import { bringWhole, type Target } from "./whole-file.ts";

const DEFAULT_REGION = "us-east-1";

/** A bucket of Amazon S3, or of anything that speaks its language: MinIO, Garage, Backblaze, Cloudflare, Hetzner. */
export const s3 = definePlugin({
  kind: "storage",
  backend: "s3",
  config: StorageSettings,
  open: (settings, context) =>
    openOffsite(
      context,
      placeFacts(settings, () => nameOf(readBucket(settings))),
      () => openS3(settings, context),
    ),
});

function nameOf({ address, bucket }: Bucket): string {
  return `s3:${bucket}@${address.base.host}`;
}

function openS3(settings: StorageSettings, { clock }: StorageContext): RemotePlace {
  const place = readBucket(settings);
  const { host } = place.address.base;
  const prefix = `s3://${place.bucket}/`;
  const stem = remotePath(settings.path);
  const { ask, load } = makeS3Client(place, makeTransferLimit(settings.upload_limit_kbit, clock));

  async function put(key: string, { body, type }: RemoteFile, signal: AbortSignal): Promise<void> {
    const sha256 = (await digest(body, "sha256")).toString("hex");
    const bytes = sizeOf(body);
    if (await isWhole(key, { bytes, sha256 }, signal)) return;
    const headers = { "content-type": type, "x-amz-meta-sha256": sha256 };
    if (!Buffer.isBuffer(body) && bytes > PART_BYTES) {
      await sendParts({ ask, place, key, file: body, headers }, signal);
    } else {
      const md5 = (await digest(body, "md5")).toString("base64");
      const whole = { method: "PUT", key, headers: { ...headers, "content-md5": md5 }, body } as const;
      expectS3(await ask(whole, signal), place);
    }
    if (await isWhole(key, { bytes, sha256 }, signal)) return;
    throw new Failure("unavailable", `${host} kept another file than the one that was sent.`);
  }

  async function isWhole(key: string, wanted: Wanted, signal: AbortSignal): Promise<boolean> {
    const answer = await ask({ method: "HEAD", key }, signal);
    if (answer.status === 404) return false;
    // A HEAD has no body to say why.
    if (answer.status >= 300)
      expectS3(await ask({ method: "GET", query: { "max-keys": "0" } }, signal), place);
    expectS3(answer, place);
    const { "content-length": length, "x-amz-meta-sha256": sha256 } = answer.headers;
    return Number(length) === wanted.bytes && sha256 === wanted.sha256;
  }

  async function get(key: string, to: Target, signal: AbortSignal): Promise<void> {
    await bringWhole(to, async (half) => {
      const answer = await load(key, { path: half, bytes: to.bytes }, signal);
      if (answer.status === 404 && tag(answer.text, "Code") !== "NoSuchBucket") throw goneFrom(host);
      expectS3(answer, place);
      const sha256 = (await digest({ path: half, start: 0, bytes: to.bytes }, "sha256")).toString("hex");
      const known = answer.headers["x-amz-meta-sha256"];
      if (known !== undefined && known !== sha256) {
        throw new Failure("unavailable", `${host} gave back another file than it keeps.`);
      }
    });
  }

  async function remove(key: string, signal: AbortSignal): Promise<void> {
    const answer = await ask({ method: "DELETE", key }, signal);
    if (answer.status === 404 && tag(answer.text, "Code") !== "NoSuchBucket") return;
    expectS3(answer, place);
  }

  return {
    stem,
    uri: (key) => `${prefix}${key}`,
    pathOf: (uri) => pathAfter(prefix, uri),
    // There is no address that a person could open: what lies in a bucket is for those who have the key.
    viewUrl: () => undefined,
    put,
    get,
    remove,
  };
}

interface Wanted {
  readonly bytes: number;
  readonly sha256: string;
}

function readBucket({ bucket, region = DEFAULT_REGION, url, username, password }: StorageSettings): Bucket {
  const address = readAddress({ url: url ?? `https://s3.${region}.amazonaws.com/`, username, password });
  if (bucket === undefined) throw wrong("the name of a bucket");
  if (address.username === "" || address.password === "") throw wrong("an access key and its secret");
  return { address, bucket, region };
}

function wrong(what: string): Failure {
  return new Failure("unavailable", `The storage needs ${what}. Enter it in the options.`);
}
