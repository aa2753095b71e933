import { describe, expect, test } from "vitest";
import { openS3Bench } from "#test/s3-bench.ts";
import type { S3Seen } from "#test/servers/s3.ts";
import { spanOf } from "#test/span-of.ts";
import { PART_BYTES } from "./s3-parts.ts";

const running = new AbortController().signal;
const LARGE = 2 * PART_BYTES + 1000;
const isPart = ({ method, query }: S3Seen) => method === "PUT" && query.has("partNumber");

describe("a large clip", () => {
  test("goes in parts and is whole", async () => {
    await using bench = await openS3Bench({}, LARGE);

    await bench.storage.store(bench.clip, running);

    expect(bench.server.seen.filter(isPart)).toHaveLength(3);
    expect(bench.server.objects.get(`${bench.stem}.mp4`)?.body.equals(bench.movie)).toBe(true);
    expect(bench.server.uploads.size).toBe(0);
    await bench.storage.store(bench.clip, running);
    expect(bench.server.seen.filter(isPart)).toHaveLength(3);
  });

  test("goes on after a restart where it was cut off, and only then has its name", async () => {
    await using bench = await openS3Bench({ path: "A & B/{clip_id}" }, LARGE);
    bench.server.fault = (seen) =>
      isPart(seen) && seen.query.get("partNumber") === "3" ? { status: 500 } : undefined;

    const cut = bench.storage.store(bench.clip, running);
    await expect(cut).rejects.toMatchObject({ kind: "unavailable" });
    expect([...bench.server.objects.keys()]).toEqual([`A & B/${bench.clip.id}.jpg`]);
    bench.server.fault = () => undefined;
    bench.server.seen.splice(0);
    const storage = await bench.open();
    await storage.store(bench.clip, running);

    const sent = bench.server.seen.filter(isPart).map(({ query }) => query.get("partNumber"));
    expect(sent).toEqual(["3"]);
    expect(bench.server.objects.get(`A & B/${bench.clip.id}.mp4`)?.body.equals(bench.movie)).toBe(true);
  });

  test("does not trust a part that the server kept wrong", async () => {
    await using bench = await openS3Bench({}, LARGE);
    bench.server.fault = (seen) =>
      seen.method === "POST" && seen.query.has("uploadId") ? { status: 503 } : undefined;
    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
    bench.server.fault = () => undefined;
    for (const { parts } of bench.server.uploads.values()) parts.set(2, Buffer.alloc(PART_BYTES));

    await bench.storage.store(bench.clip, running);

    expect(bench.server.objects.get(`${bench.stem}.mp4`)?.body.equals(bench.movie)).toBe(true);
  });

  test("begins anew on a server that does not list what was begun", async () => {
    await using bench = await openS3Bench({}, LARGE);
    bench.server.fault = ({ method, query }) =>
      method === "GET" && query.has("uploads") ? { status: 501, code: "NotImplemented" } : undefined;

    await bench.storage.store(bench.clip, running);

    expect(bench.server.objects.get(`${bench.stem}.mp4`)?.body.equals(bench.movie)).toBe(true);
  });

  test("that fails when it is put together is not stored, although the server says 200", async () => {
    await using bench = await openS3Bench({}, LARGE);
    bench.server.fault = ({ method, query }) =>
      method === "POST" && query.has("uploadId") ? { status: 200, code: "InternalError" } : undefined;

    const storing = bench.storage.store(bench.clip, running);

    await expect(storing).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("could not finish: InternalError") as string,
    });
  });

  test("does not go on with the upload of a clip whose name only begins like its own", async () => {
    await using bench = await openS3Bench({}, LARGE);
    const key = `${bench.stem}.mp4`;
    bench.server.uploads.set("other", { key: `${key}4`, initiated: "2099", headers: {}, parts: new Map() });

    await bench.storage.store(bench.clip, running);

    expect(bench.server.objects.get(key)?.body.equals(bench.movie)).toBe(true);
    expect([...bench.server.uploads.keys()]).toEqual(["other"]);
  });

  test("goes no faster than the limit allows, parts and all", async () => {
    await using bench = await openS3Bench({ upload_limit_kbit: 80_000 }, LARGE);

    const spanMs = await spanOf(bench.clock, bench.storage.store(bench.clip, running));

    // 80,000 kbit/s are 10,000 bytes a millisecond.
    expect(spanMs).toBeGreaterThan((LARGE / 10_000) * 0.95);
    expect(bench.server.objects.get(`${bench.stem}.mp4`)?.body.equals(bench.movie)).toBe(true);
  });
});
