import { z } from "zod";
import { type Alert, alertPhases } from "#domain/alert.ts";
import { failureMessage } from "#domain/failure.ts";
import type { Logger } from "#ports/logger.ts";
import type { NotifierMemory } from "#ports/plugin.ts";

/** Alerts whose mails are remembered, the newest. */
export const REMEMBERED_MAX = 200;

const Mailed = z.object({
  alert_id: z.string(),
  group_id: z.string(),
  phase: z.enum(alertPhases),
  escalation: z.int().min(0),
  /** Of the first mail of the thread. */
  message_id: z.string(),
  subject: z.string(),
});
type Mailed = z.output<typeof Mailed>;

const Kept = z.object({ mailed: z.array(Mailed) });

export interface Thread {
  readonly messageId: string;
  readonly subject: string;
}

/** Which alerts were mailed, and how far they had come. */
export interface MailMemory {
  /** Whether this step says more than what was mailed of the alert. */
  isNews(alert: Alert): boolean;
  wasMailed(alert: Alert): boolean;
  /** The first mail of the alert or of its group. */
  threadOf(alert: Alert): Thread | undefined;
  add(alert: Alert, thread: Thread): Promise<void>;
}

/** Without a place to keep it, it is forgotten at a restart: then a further mail begins a new thread. */
export async function openMailMemory(memory: NotifierMemory | undefined, log: Logger): Promise<MailMemory> {
  let mailed: readonly Mailed[] = await read(memory, log);
  const ofAlert = ({ alert_id }: Alert) => mailed.find((row) => row.alert_id === alert_id);
  return {
    isNews(alert) {
      const before = ofAlert(alert);
      if (before === undefined || alert.escalation > before.escalation) return true;
      return alert.phase === "described" && before.phase !== "described";
    },
    wasMailed: (alert) => ofAlert(alert) !== undefined,
    threadOf(alert) {
      const first = mailed.find(({ group_id }) => group_id === alert.group_id) ?? ofAlert(alert);
      return first && { messageId: first.message_id, subject: first.subject };
    },
    async add({ alert_id, group_id, phase, escalation }, { messageId, subject }) {
      const before = mailed.find((row) => row.alert_id === alert_id);
      const furthest = before?.phase === "described" ? before.phase : phase;
      const row = { alert_id, group_id, phase: furthest, escalation, message_id: messageId, subject };
      mailed = [...mailed.filter((other) => other !== before), row].slice(-REMEMBERED_MAX);
      await memory?.write({ mailed }).catch((cause: unknown) => {
        log.warn({ reason: failureMessage(cause) }, "mails only remembered until the next start");
      });
    },
  };
}

async function read(memory: NotifierMemory | undefined, log: Logger): Promise<readonly Mailed[]> {
  try {
    return Kept.safeParse(await memory?.read()).data?.mailed ?? [];
  } catch (cause) {
    log.warn({ reason: failureMessage(cause) }, "remembered mails not read");
    return [];
  }
}
