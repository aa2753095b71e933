import { Failure, failureMessage } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import type { Notifier } from "#ports/notifier.ts";
import type { Notifiers } from "#ports/notifiers.ts";
import { attempt } from "./attempt.ts";

const TEST_TIMEOUT_MS = 30_000;
const NO_ANSWER = "It did not answer in time.";

export interface WatchedNotifiers extends Notifiers {
  /** The same, with each delivery noted. */
  readonly notifiers: readonly Notifier[];
}

interface Noted {
  lastToldAtMs: number | undefined;
  trouble: string | undefined;
  isTesting: boolean;
}

/** Remembers how each notifier did last, and tries one when asked. Names must differ. */
export function watchNotifiers(
  notifiers: readonly Notifier[],
  clock: Clock,
  waiting: (name: string) => number,
): WatchedNotifiers {
  const noted = new Map<string, Noted>(
    notifiers.map(({ name }) => [name, { lastToldAtMs: undefined, trouble: undefined, isTesting: false }]),
  );
  if (noted.size < notifiers.length) throw new Error("two notifiers have the same name");

  const note = async (name: string, signal: AbortSignal, work: () => Promise<void>) => {
    const one = noted.get(name);
    if (!one) return await work();
    const failed = (cause: unknown) => {
      one.trouble = signal.aborted ? NO_ANSWER : failureMessage(cause);
      throw cause;
    };
    await work().catch(failed);
    one.lastToldAtMs = clock.now();
    one.trouble = undefined;
  };

  return {
    notifiers: notifiers.map((notifier) => ({
      name: notifier.name,
      title: notifier.title,
      notify: (alert, signal) => note(notifier.name, signal, () => notifier.notify(alert, signal)),
      [Symbol.asyncDispose]: () => notifier[Symbol.asyncDispose](),
    })),
    list: () =>
      notifiers.map(({ name, title, test }) => ({
        name,
        title,
        canTest: test !== undefined,
        lastToldAtMs: noted.get(name)?.lastToldAtMs,
        trouble: noted.get(name)?.trouble,
        waiting: waiting(name),
      })),
    async test(name, signal) {
      const one = noted.get(name);
      const notifier = notifiers.find((other) => other.name === name);
      if (!one || !notifier?.test) throw new Failure("rejected", "This way of telling cannot be tested.");
      if (one.isTesting) throw new Failure("rejected", "A test of it runs already. Wait for its end.");
      one.isTesting = true;
      const tested = await attempt({ clock, timeoutMs: TEST_TIMEOUT_MS, signal }, (both) =>
        note(name, both, async () => await notifier.test?.(both)),
      );
      one.isTesting = false;
      if (!tested.ok)
        throw new Failure(tested.error.kind, tested.error.message, { cause: tested.error.cause });
    },
  };
}
