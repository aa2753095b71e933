import { describe, expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import type { ClipSource, SourceSink } from "#ports/clip-source.ts";

const sink: SourceSink = { status() {}, motion() {}, async clip() {} };

/** What every `ClipSource` promises, opened for a camera that cannot be reached. */
export function clipSourceContract(name: string, openUnreachable: () => Promise<ClipSource>): void {
  describe(`${name} keeps the ClipSource contract`, () => {
    test("a camera that cannot be reached is a state, and running goes on until it is told to stop", async () => {
      await using source = await openUnreachable();
      const stop = new AbortController();
      const told = Promise.withResolvers<string>();

      const running = source.run(
        { ...sink, status: ({ state }) => void (state !== "starting" && told.resolve(state)) },
        stop.signal,
      );
      const state = await told.promise;
      stop.abort();

      await expect(running).resolves.toBeUndefined();
      expect(["unreachable", "not_found", "silent", "lost", "unauthorized"]).toContain(state);
    });

    test("running ends at once when it was told to stop before", async () => {
      await using source = await openUnreachable();

      await expect(source.run(sink, AbortSignal.abort())).resolves.toBeUndefined();
    });

    test("where there is no picture, asking for one is a failure with a sentence", async () => {
      await using source = await openUnreachable();

      const failure = await source.still(new AbortController().signal).catch((cause: unknown) => cause);

      expect(failure).toBeInstanceOf(Failure);
      expect(failure).toMatchObject({ kind: "unavailable", message: expect.stringMatching(/^[A-Z].*\.$/) });
    });

    test("asking for a picture with a signal that has aborted fails as aborted", async () => {
      await using source = await openUnreachable();

      await expect(source.still(AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
    });

    test("disposing ends the running, and twice is harmless", async () => {
      const source = await openUnreachable();
      const running = source.run(sink, new AbortController().signal);

      await source[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();

      await expect(running).resolves.toBeUndefined();
    });
  });
}
