import { describe, expect, test, vi } from "vitest";
import type { Broker, BrokerMessage } from "#ports/broker.ts";

const PATIENT = { timeout: 30_000, interval: 20 };
const running = new AbortController().signal;

export interface BrokerBench extends AsyncDisposable {
  readonly broker: Broker;
  /** Cuts the connection; it stays cut. */
  interrupt(): Promise<void>;
  resume(): Promise<void>;
}

/** What every `Broker` promises. `open` gives one that is connected or will be soon. */
export function brokerContract(name: string, open: () => Promise<BrokerBench>): void {
  describe(`${name} keeps the Broker contract`, () => {
    test("what is published reaches whoever subscribed, and not as retained", async () => {
      await using bench = await openConnected(open);
      const heard = listen(bench.broker, "greeting/+");

      await vi.waitFor(async () => {
        await bench.broker.publish({ topic: "greeting/hello", payload: "häh?" }, running);
        expect(heard).toContainEqual({ topic: "greeting/hello", text: "häh?", retained: false });
      }, PATIENT);
      expect(heard.every(({ topic }) => topic === "greeting/hello")).toBe(true);
    });

    test("a retained message waits for later subscribers, and an empty one takes it away", async () => {
      await using bench = await openConnected(open);
      await bench.broker.publish({ topic: "kept/one", payload: "1", retain: true }, running);
      await bench.broker.publish({ topic: "kept/two", payload: "2", retain: true }, running);
      await bench.broker.publish({ topic: "kept/one", payload: "", retain: true }, running);

      const heard = listen(bench.broker, "kept/#");

      await vi.waitFor(
        () => expect(heard).toEqual([{ topic: "kept/two", text: "2", retained: true }]),
        PATIENT,
      );
    });

    test("a second listener on the same filter hears the retained messages too", async () => {
      await using bench = await openConnected(open);
      await bench.broker.publish({ topic: "kept/one", payload: "1", retain: true }, running);
      const first = listen(bench.broker, "kept/one");
      await vi.waitFor(() => expect(first.length).toBeGreaterThan(0), PATIENT);

      const second = listen(bench.broker, "kept/one");

      await vi.waitFor(() => expect(second.length).toBeGreaterThan(0), PATIENT);
    });

    test("a disposed subscription hears nothing more, others still do", async () => {
      await using bench = await openConnected(open);
      const gone: BrokerMessage[] = [];
      const subscription = bench.broker.subscribe("news", (message) => gone.push(message));
      const heard = listen(bench.broker, "news");

      subscription[Symbol.dispose]();
      subscription[Symbol.dispose]();
      await vi.waitFor(async () => {
        await bench.broker.publish({ topic: "news", payload: "x" }, running);
        expect(heard.length).toBeGreaterThan(0);
      }, PATIENT);

      expect(gone).toEqual([]);
    });

    test("while there is no connection publishing fails at once as unavailable", async () => {
      await using bench = await openConnected(open);

      await bench.interrupt();
      await vi.waitFor(() => expect(bench.broker.connected).toBe(false), PATIENT);
      const published = bench.broker.publish({ topic: "news", payload: "x" }, running);

      await expect(published).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
    });

    test("after an interruption it is connected again, says so, and subscriptions still stand", async () => {
      await using bench = await openConnected(open);
      const heard = listen(bench.broker, "news");
      let connections = 0;
      bench.broker.onConnected(() => {
        connections += 1;
      });

      await bench.interrupt();
      await vi.waitFor(() => expect(bench.broker.connected).toBe(false), PATIENT);
      await bench.resume();
      await vi.waitFor(() => expect(bench.broker.connected).toBe(true), PATIENT);
      await bench.broker.publish({ topic: "news", payload: "again" }, running);

      expect(connections).toBe(2);
      await vi.waitFor(() => expect(heard.map(({ text }) => text)).toContain("again"), PATIENT);
    });

    test("a topic with wildcards, or none, is rejected", async () => {
      await using bench = await openConnected(open);

      for (const topic of ["", "a/+/b", "a/#"]) {
        const published = bench.broker.publish({ topic, payload: "x" }, running);
        await expect(published).rejects.toMatchObject({ kind: "rejected" });
      }
      expect(bench.broker.connected).toBe(true);
    });

    test("publishing rejects when its signal has aborted before", async () => {
      await using bench = await openConnected(open);

      await expect(
        bench.broker.publish({ topic: "news", payload: "x" }, AbortSignal.abort()),
      ).rejects.toThrow("aborted");
    });

    test("disposing twice is harmless, and then nothing can be published", async () => {
      await using bench = await openConnected(open);

      await bench.broker[Symbol.asyncDispose]();
      await bench.broker[Symbol.asyncDispose]();

      const published = bench.broker.publish({ topic: "news", payload: "x" }, running);
      await expect(published).rejects.toMatchObject({ kind: "unavailable" });
    });
  });
}

async function openConnected(open: () => Promise<BrokerBench>): Promise<BrokerBench> {
  const bench = await open();
  await vi.waitFor(() => expect(bench.broker.connected).toBe(true), PATIENT);
  return bench;
}

function listen(broker: Broker, filter: string): { topic: string; text: string; retained: boolean }[] {
  const heard: { topic: string; text: string; retained: boolean }[] = [];
  broker.subscribe(filter, ({ topic, payload, retained }) => {
    heard.push({ topic, text: new TextDecoder().decode(payload), retained });
  });
  return heard;
}
