import { expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { serveBytes } from "#test/servers/bytes.ts";
import { spanOf } from "#test/span-of.ts";
import { limited, limitedFetch, makeTransferLimit, type TransferLimit } from "./transfer-limit.ts";

const running = new AbortController().signal;

/** 800 kbit/s are 100 bytes a millisecond. */
function openLimit(kbit = 800) {
  const clock = makeManualClock();
  const limit = makeTransferLimit(kbit, clock);
  if (!limit) throw new Error("there must be a limit");
  return { clock, limit };
}

async function drain(limit: TransferLimit, bytes: number, arrived: Buffer[] = []): Promise<void> {
  for await (const piece of limited([Buffer.alloc(bytes, bytes)], limit, running)) arrived.push(piece);
}

test("0 is no limit", () => {
  expect(makeTransferLimit(0, makeManualClock())).toBeUndefined();
});

test("all that share a limit are together no faster than it, and take turns", async () => {
  const { clock, limit } = openLimit();
  const arrived: Buffer[] = [];

  const both = Promise.all([drain(limit, 100_000, arrived), drain(limit, 100_000, arrived)]);
  const spanMs = await spanOf(clock, both);

  // The last two pieces go at once when their turn has come.
  expect(spanMs).toBeGreaterThanOrEqual(2000 - (2 * limit.pieceBytes) / 100);
  expect(spanMs).toBeLessThanOrEqual(2000);
  expect(Buffer.concat(arrived)).toHaveLength(200_000);
});

test("after a rest nothing is made up for", async () => {
  const { clock, limit } = openLimit();
  await limit.take(100_000, running);
  await clock.advance(60_000);

  const spanMs = await spanOf(clock, drain(limit, 200_000));

  expect(spanMs).toBeGreaterThanOrEqual(2000 - limit.pieceBytes / 100);
});

test.each([
  [1, 512],
  [800, 25_000],
  [10_000_000, 65_536],
])("at %i kbit/s a piece has %i bytes", (kbit, bytes) => {
  expect(openLimit(kbit).limit.pieceBytes).toBe(bytes);
  expect(openLimit(kbit).limit.spanMs(kbit * 125)).toBeCloseTo(1000);
});

test("who waits for a turn stops with the signal, also if it has already aborted", async () => {
  const { limit } = openLimit();
  const stop = new AbortController();
  await limit.take(100_000, running);

  const waiting = limit.take(1, stop.signal);
  stop.abort();

  await expect(waiting).rejects.toThrow("aborted");
  await expect(limit.take(1, stop.signal)).rejects.toThrow("aborted");
});

test("a body of bytes goes by a limited fetch with its length, whole, and in its time", async () => {
  const { clock, limit } = openLimit();
  let seen = { bytes: 0, length: "", encoding: "" };
  await using server = await serveBytes((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("end", () => {
      const { "content-length": length = "", "transfer-encoding": encoding = "" } = request.headers;
      seen = { bytes, length, encoding };
      response.end("done");
    });
  });
  const fetchIt = limitedFetch(fetch, limit);

  const asking = fetchIt(server.url, { method: "POST", body: new Uint8Array(100_000) });
  const spanMs = await spanOf(clock, asking);

  expect(await (await asking).text()).toBe("done");
  // Not chunked: some servers refuse a body that does not say how long it is.
  expect(seen).toEqual({ bytes: 100_000, length: "100000", encoding: "" });
  expect(spanMs).toBeGreaterThanOrEqual(1000 - limit.pieceBytes / 100);
});
