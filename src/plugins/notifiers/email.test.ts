import sharp from "sharp";
import { expect, test } from "vitest";
import { HappeningId } from "#domain/ids.ts";
import { anAlert } from "#test/builders.ts";
import { notifierContract } from "#test/contracts/notifier.ts";
import { openEmailBench as openBench, PANEL, mailText as textOf } from "#test/email-bench.ts";

const running = new AbortController().signal;
const PATIENCE = { timeout: 20_000, interval: 10 };
const detected = anAlert({ phase: "detected", title: "Person at Front door" });
const described = anAlert({
  phase: "described",
  risk_level: "medium",
  title: "Parcel left at the door",
  summary: "A courier left a parcel.",
});

notifierContract("e-mail", async () => {
  const bench = await openBench();
  return {
    notifier: bench.notifier,
    arrived: async (id) => {
      const ids = bench.server.mails.map(({ headers }) => headers.get("message-id"));
      if (!ids.some((found) => found?.includes(id))) throw new Error("it did not arrive");
    },
    leave: async () => await bench.server[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: bench[Symbol.asyncDispose],
  };
});

test("an alert is a mail with its title, its sentence and what is known besides", async () => {
  await using bench = await openBench();
  const alert = anAlert({ risk_level: "high", activity_type: "delivery", zones: ["Drive"] });

  await bench.notifier.notify(alert, running);

  const [mail] = bench.server.mails;
  expect(mail).toMatchObject({ from: "porch@example.org", to: ["alice@example.org", "bob@example.org"] });
  expect(mail?.headers.get("subject")).toBe("Person at Front door");
  expect(mail?.headers.get("from")).toBe("Porchlight <porch@example.org>");
  expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
  for (const kind of ["text/plain", "text/html"]) {
    const text = textOf(mail, kind);
    for (const words of [
      "Person at Front door for 12 s.",
      "Risk: high",
      "delivery",
      "Seen: person",
      "Drive",
    ]) {
      expect(text).toContain(words);
    }
  }
});

test("what is said later stands under the first mail, and once", async () => {
  await using bench = await openBench();

  for (const alert of [detected, anAlert(), described, described])
    await bench.notifier.notify(alert, running);

  const [first, update, ...more] = bench.server.mails;
  const id = first?.headers.get("message-id");
  expect(id).toMatch(/^<front_door_\S+@example\.org>$/);
  expect(first?.headers.has("in-reply-to")).toBe(false);
  expect(update?.headers.get("in-reply-to")).toBe(id);
  expect(update?.headers.get("references")).toBe(id);
  expect(update?.headers.get("message-id")).not.toBe(id);
  expect(update?.headers.get("subject")).toBe("Re: Person at Front door");
  expect(textOf(update, "text/plain")).toContain("A courier left a parcel.");
  expect(more).toEqual([]);
});

test("while a slow server takes the first mail, what is said meanwhile waits for it", async () => {
  await using bench = await openBench();
  const open = Promise.withResolvers<void>();
  bench.server.gate = open.promise;
  const stop = new AbortController();

  const told = [detected, anAlert(), described].map((alert) => bench.notifier.notify(alert, running));
  const stopped = bench.notifier.notify(described, stop.signal).catch((cause: unknown) => cause);
  await expect.poll(() => bench.server.taken(), PATIENCE).toBe(1);
  stop.abort();
  const aborted = await stopped;
  open.resolve();
  await Promise.all(told);

  const [first, update, ...more] = bench.server.mails;
  expect(aborted).toHaveProperty("name", "AbortError");
  expect(update?.headers.get("in-reply-to")).toBe(first?.headers.get("message-id"));
  expect(more).toEqual([]);
});

test("after a restart nothing is mailed twice, and the thread goes on", async () => {
  await using bench = await openBench();
  await bench.notifier.notify(detected, running);

  const again = await bench.open();
  await again.notify(detected, running);
  await again.notify(described, running);

  const ids = bench.server.mails.map(({ headers }) => [
    headers.get("message-id"),
    headers.get("in-reply-to"),
  ]);
  expect(ids).toHaveLength(2);
  expect(ids[1]?.[1]).toBe(ids[0]?.[0]);
});

test("an alert that nobody has seen is mailed again", async () => {
  await using bench = await openBench();
  await bench.notifier.notify(described, running);

  await bench.notifier.notify({ ...described, escalation: 1 }, running);

  const [first, again] = bench.server.mails;
  expect(again?.headers.get("in-reply-to")).toBe(first?.headers.get("message-id"));
  expect(textOf(again, "text/plain")).toContain("You are told again");
});

test("alerts of one group are one thread", async () => {
  await using bench = await openBench();
  const other = anAlert({
    alert_id: HappeningId.parse("garden_20260601T120000Z"),
    group_id: detected.group_id,
  });

  await bench.notifier.notify(detected, running);
  await bench.notifier.notify(other, running);

  const [first, second] = bench.server.mails;
  expect(second?.headers.get("in-reply-to")).toBe(first?.headers.get("message-id"));
});

test.each([
  ["low", "medium", 0],
  ["medium", "medium", 1],
  [null, "medium", 1],
  [null, "high", 0],
  ["critical", "high", 1],
  ["low", "low", 1],
] as const)("risk %s is mailed at once from %s up: %i", async (risk_level, from_risk, mails) => {
  await using bench = await openBench({ from_risk });

  await bench.notifier.notify(anAlert({ risk_level }), running);

  expect(bench.server.mails).toHaveLength(mails);
});

test("a thread that has begun is told its harmless end", async () => {
  await using bench = await openBench();
  await bench.notifier.notify(detected, running);

  await bench.notifier.notify({ ...described, risk_level: "low" }, running);

  expect(bench.server.mails).toHaveLength(2);
});

test("what could not be mailed is mailed at the next attempt", async () => {
  await using bench = await openBench();
  bench.server.refusal = { at: "data", code: 451, words: "4.3.0 try later" };
  await expect(bench.notifier.notify(detected, running)).rejects.toMatchObject({ kind: "unavailable" });
  bench.server.refusal = undefined;

  await bench.notifier.notify(detected, running);

  expect(bench.server.mails).toHaveLength(1);
});

test("the snapshot is shown inside the mail, and is no larger than a screen", async () => {
  await using bench = await openBench();
  await bench.draw(detected, { width: 3840, height: 2160 });

  await bench.notifier.notify(detected, running);

  const [mail] = bench.server.mails;
  const picture = mail?.parts.find(({ type }) => type.startsWith("image/jpeg"));
  const cid = picture?.headers.get("content-id")?.slice(1, -1);
  expect(textOf(mail, "text/html")).toContain(`src="cid:${cid}"`);
  expect(picture?.headers.get("content-disposition")).toContain("inline");
  expect(await sharp(picture?.content).metadata()).toMatchObject({
    format: "jpeg",
    width: 1280,
    height: 720,
  });
});

test.each([
  ["is none", Buffer.from("not a picture")],
  ["is empty", Buffer.alloc(0)],
  ["is cut off", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
])("a snapshot that %s costs the mail only the picture", async (_, bytes) => {
  await using bench = await openBench();
  await bench.put(detected, bytes);

  await bench.notifier.notify(detected, running);

  const [mail] = bench.server.mails;
  expect(mail?.parts.map(({ type }) => type.split(";")[0])).toEqual(["text/plain", "text/html"]);
  expect(textOf(mail, "text/html")).not.toContain("<img");
});

test("links lead to the panel and to the copy, where there are such places", async () => {
  await using bench = await openBench();
  const view_url = "https://cloud.example/f/1?a=1&b=2";

  await bench.notifier.notify({ ...detected, view_url }, running);
  const without = await bench.open({ panelAddress: undefined });
  await without.notify(anAlert({ escalation: 1, view_url: "javascript:alert(1)" }), running);

  const [first, second] = bench.server.mails;
  expect(textOf(first, "text/html")).toContain(`href="${PANEL}#/clips/${detected.clip_id}"`);
  expect(textOf(first, "text/html")).toContain('href="https://cloud.example/f/1?a=1&amp;b=2"');
  expect(textOf(first, "text/plain")).toContain(view_url);
  expect(textOf(second, "text/html")).not.toContain("href");
});

test("what a camera or a model says breaks neither head nor page", async () => {
  await using bench = await openBench();
  const evil = `Door"><script>alert(1)</script>\r\nBcc: eve@evil.example\r\n\r\n<img src=x onerror=y>\u202E`;
  const alert = anAlert({
    camera_title: evil,
    title: evil.slice(0, 80),
    summary: evil,
    activity_type: evil,
    objects: [evil],
    zones: [evil],
  });

  await bench.notifier.notify(alert, running);

  const [mail] = bench.server.mails;
  expect(mail?.to).toEqual(["alice@example.org", "bob@example.org"]);
  expect(mail?.headers.has("bcc")).toBe(false);
  expect(mail?.headers.get("subject")).toBe(
    'Door"><script>alert(1)</script> Bcc: eve@evil.example <img src=x onerror=y>',
  );
  const page = textOf(mail, "text/html");
  expect(page).toContain("&lt;script&gt;");
  expect(page).not.toMatch(/<script|<img|onerror=y>/);
});

test("old news says so, and does not press", async () => {
  await using bench = await openBench();

  await bench.notifier.notify(anAlert({ late: true, risk_level: "critical" }), running);
  await bench.notifier.notify(anAlert({ escalation: 1, risk_level: "critical" }), running);

  const [old, fresh] = bench.server.mails;
  expect(textOf(old, "text/plain")).toContain("This is old news");
  expect(old?.headers.has("importance")).toBe(false);
  expect(fresh?.headers.get("importance")?.toLowerCase()).toBe("high");
});

test("the test says that it is one, and begins no thread", async () => {
  await using bench = await openBench({ from_risk: "critical" });

  await bench.notifier.test?.(running);

  expect(bench.server.mails[0]?.headers.get("subject")).toBe("Test by Porchlight");
});

test("the page has no colours that clash with a dark or a light mail program", async () => {
  await using bench = await openBench();

  await bench.notifier.notify(detected, running);

  const page = textOf(bench.server.mails[0], "text/html");
  expect(page).toContain('<meta name="color-scheme" content="light dark">');
  expect(page).not.toMatch(/background|bgcolor|#[0-9a-f]{3}|[^-]color:/i);
});
