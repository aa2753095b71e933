/** A piece is sent at once; the connection shall not look dead between two of them. */
const PIECE_MS = 250;
const PIECE_BYTES_MIN = 512;
const PIECE_BYTES_MAX = 64 * 1024;

/** What of a clock a limit needs. */
interface Time {
  monotonic(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** How fast may be sent, by all who share it together. */
export interface TransferLimit {
  /** What is best asked for at a time. */
  readonly pieceBytes: number;
  /** How long so many bytes take at least. */
  spanMs(bytes: number): number;
  /** Resolves when so many bytes may go. Those who wait are served in the order in which they came. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

/** `kbit` kilobits a second, or `undefined` for 0: no limit. After a rest nothing may be made up for. */
export function makeTransferLimit(kbit: number, time: Time): TransferLimit | undefined {
  if (kbit <= 0) return undefined;
  const bytesPerMs = kbit / 8;
  let freeAtMs = Number.NEGATIVE_INFINITY;
  return {
    pieceBytes: Math.round(Math.min(PIECE_BYTES_MAX, Math.max(PIECE_BYTES_MIN, bytesPerMs * PIECE_MS))),
    spanMs: (bytes) => bytes / bytesPerMs,
    async take(bytes, signal) {
      signal.throwIfAborted();
      const now = time.monotonic();
      const mineMs = Math.max(now, freeAtMs);
      // Reserved before the wait: whoever comes now is behind.
      freeAtMs = mineMs + bytes / bytesPerMs;
      if (mineMs > now) await time.sleep(mineMs - now, signal);
    },
  };
}

/** The same bytes, no faster than the limit allows. */
export async function* limited(
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  limit: TransferLimit,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += limit.pieceBytes) {
      const piece = chunk.subarray(at, at + limit.pieceBytes);
      await limit.take(piece.length, signal);
      yield piece;
    }
  }
}

/** `fetch` that sends bodies of bytes no faster than the limit allows, with their length. */
export function limitedFetch(fetchIt: typeof fetch, limit: TransferLimit): typeof fetch {
  return async (input, init) => {
    const body = init?.body;
    if (!(body instanceof Uint8Array) || body.length <= limit.pieceBytes) return await fetchIt(input, init);
    const headers = new Headers(init?.headers);
    headers.set("content-length", String(body.length));
    const signal = init?.signal ?? new AbortController().signal;
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const slow = ReadableStream.from(limited([bytes], limit, signal));
    // `duplex` is what the standard asks for with a stream; the types do not know it yet.
    const request: RequestInit & { readonly duplex: "half" } = {
      ...init,
      headers,
      body: slow,
      duplex: "half",
    };
    return await fetchIt(input, request);
  };
}
