import type { ReactiveControllerHost } from "lit";

/** Runs `start` whenever the element comes onto the page; the signal aborts when it leaves. */
export function whileConnected(host: ReactiveControllerHost, start: (signal: AbortSignal) => void): void {
  let stay = new AbortController();
  host.addController({
    hostConnected() {
      stay = new AbortController();
      start(stay.signal);
    },
    hostDisconnected() {
      stay.abort();
    },
  });
}

/** Waits for an answer from the server. What fails goes to `onFailure` as a sentence, unless nobody waits any more. */
export async function ask<T>(
  question: Promise<T>,
  signal: AbortSignal,
  onFailure: (sentence: string) => void,
): Promise<T | undefined> {
  try {
    const answer = await question;
    return signal.aborted ? undefined : answer;
  } catch (cause) {
    if (signal.aborted) return undefined;
    if (!(cause instanceof Error)) throw cause;
    onFailure(cause.message);
    return undefined;
  }
}
