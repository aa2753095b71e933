import { z } from "zod";
import { Alert } from "#domain/alert.ts";
import { failureMessage } from "#domain/failure.ts";
import { HappeningId } from "#domain/ids.ts";
import type { Logger } from "#ports/logger.ts";
import type { NotifierMemory } from "#ports/plugin.ts";
import { Told } from "./phones-plan.ts";

/** Notifications that are remembered. One that falls out rings once more if it is told again. */
export const BOOK_MAX = 64;

/** One notification, on however many phones. */
const Page = z.object({
  group: HappeningId,
  /** As it was told last. */
  alert: Alert,
  /** Somebody wiped it away. */
  cleared: z.boolean(),
  /** By target. */
  phones: z.record(z.string(), Told),
});
export type Page = z.output<typeof Page>;

const Stored = z.object({ pages: z.array(z.unknown()) });

export interface PhoneBook {
  page(group: HappeningId): Page | undefined;
  /** The notification that stands for an alert. */
  pageOf(alert: HappeningId): Page | undefined;
  put(page: Page): void;
  /** Resolves when everything so far is written, or could not be. */
  written(): Promise<void>;
}

/** What the phones were told, over restarts: so that none of them rings twice for one thing. */
export async function openPhoneBook(memory: NotifierMemory | undefined, log: Logger): Promise<PhoneBook> {
  const pages = new Map((await read(memory, log)).map((page) => [page.group, page]));
  let writing = Promise.resolve();

  async function writeAfter(before: Promise<void>): Promise<void> {
    await before;
    try {
      await memory?.write({ pages: [...pages.values()] });
    } catch (cause) {
      // A phone that was told stays told, also where that cannot be written down.
      log.warn({ reason: failureMessage(cause) }, "what phones were told not written");
    }
  }

  return {
    page: (group) => pages.get(group),
    pageOf: (alert) =>
      pages.get(alert) ??
      [...pages.values()].findLast(({ phones }) =>
        Object.values(phones).some((told) => alert in told.alerts),
      ),
    put(page) {
      pages.delete(page.group);
      pages.set(page.group, page);
      const [oldest] = pages.keys();
      if (pages.size > BOOK_MAX && oldest !== undefined) pages.delete(oldest);
    },
    written() {
      writing = writeAfter(writing);
      return writing;
    },
  };
}

/** Pages that no longer parse are forgotten: ringing twice is better than never. */
async function read(memory: NotifierMemory | undefined, log: Logger): Promise<readonly Page[]> {
  try {
    const stored = Stored.safeParse(await memory?.read());
    const pages = stored.data?.pages ?? [];
    return pages.flatMap((page) => Page.safeParse(page).data ?? []).slice(-BOOK_MAX);
  } catch (cause) {
    log.warn({ reason: failureMessage(cause) }, "what phones were told not read");
    return [];
  }
}
