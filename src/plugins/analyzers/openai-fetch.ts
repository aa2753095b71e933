import { Failure } from "#domain/failure.ts";

/** An answer is some kilobytes. What is longer is no answer, and would only fill the memory. */
export const BODY_BYTES_MAX = 2 * 1024 * 1024;

/** `fetch` with an answer that has an end. Throws `Failure("rejected")` where it has none. */
export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      throw new Failure("rejected", "The vision model's answer is longer than any answer may be.");
    }
    chunks.push(chunk);
  }
  const { status, statusText, headers } = response;
  // Statuses that may have no body: RFC 9110.
  const body = [204, 205, 304].includes(status) ? null : Buffer.concat(chunks);
  return new Response(body, { status, statusText, headers });
}
