import type { CameraSlug } from "#domain/ids.ts";

/** Every so many turns of a camera go to its oldest clip instead of its newest, so that no clip waits for ever. */
const OLDEST_EVERY = 4;
/** Every so many turns ask nobody whether he is urgent: a storm of alerts does not keep all others for ever. */
const ANYBODY_EVERY = 3;

export interface TurnsOptions {
  /** How many may be at work at once. */
  readonly concurrency: number;
  /** Whether those that are not urgent may begin now. Absent: always. */
  readonly isOpen?: () => boolean;
  /** Whether anybody may begin now. Absent: always. */
  readonly isAwake?: () => boolean;
}

export interface Candidate {
  readonly camera: CameraSlug;
  /** Unix ms. */
  readonly startedAtMs: number;
  readonly isUrgent?: () => boolean;
  /** True while it has a turn. */
  isAtWork: boolean;
}

interface Waiter {
  readonly candidate: Candidate;
  readonly go: () => void;
}

interface Queue {
  /** Oldest first. */
  readonly waiters: Waiter[];
  turns: number;
}

/** Lets a few work at once. The urgent first; cameras take turns; of each camera the newest, and now and then the oldest. */
export interface Turns {
  /** Resolves to a turn that lasts until it is disposed. Rejects when one of the signals aborts before. */
  take(candidate: Candidate, signals: readonly AbortSignal[]): Promise<Disposable>;
  /** Somebody has become urgent, or it is open now. */
  wake(): void;
  running(): number;
}

export function makeTurns(options: TurnsOptions): Turns {
  const { concurrency, isOpen = () => true, isAwake = () => true } = options;
  /** In the order of their turns: a camera that was served goes to the end. */
  const queues = new Map<CameraSlug, Queue>();
  let running = 0;
  let turns = 0;

  const next = (): boolean => {
    if (running >= concurrency || queues.size === 0 || !isAwake()) return false;
    const isAnybodys = (turns + 1) % ANYBODY_EVERY === 0 && isOpen();
    const waiter = (isAnybodys ? undefined : urgentOf(queues)) ?? (isOpen() ? nextOf(queues) : undefined);
    if (!waiter) return false;
    turns += 1;
    serve(queues, waiter);
    running += 1;
    waiter.go();
    return true;
  };
  const wake = () => {
    while (next());
  };
  const finish = (candidate: Candidate) => {
    candidate.isAtWork = false;
    running -= 1;
    wake();
  };

  return {
    running: () => running,
    wake,
    take: (candidate, signals) =>
      new Promise((resolve, reject) => {
        const over = signals.find(({ aborted }) => aborted);
        if (over) return reject(over.reason as Error);
        const stopListening = () => {
          for (const signal of signals) signal.removeEventListener("abort", abort);
        };
        const abort = (event: Event) => {
          stopListening();
          leave(queues, waiter);
          reject((event.target as AbortSignal).reason as Error);
        };
        const waiter: Waiter = {
          candidate,
          go: () => {
            stopListening();
            candidate.isAtWork = true;
            resolve({ [Symbol.dispose]: once(() => finish(candidate)) });
          },
        };
        for (const signal of signals) signal.addEventListener("abort", abort, { once: true });
        enqueue(queues, waiter);
        wake();
      }),
  };
}

function enqueue(queues: Map<CameraSlug, Queue>, waiter: Waiter): void {
  const { camera, startedAtMs } = waiter.candidate;
  const queue = queues.get(camera) ?? { waiters: [], turns: 0 };
  queues.set(camera, queue);
  const at = queue.waiters.findLastIndex(({ candidate }) => candidate.startedAtMs <= startedAtMs);
  queue.waiters.splice(at + 1, 0, waiter);
}

/** The newest urgent one of the first camera that has any. */
function urgentOf(queues: ReadonlyMap<CameraSlug, Queue>): Waiter | undefined {
  for (const { waiters } of queues.values()) {
    const urgent = waiters.findLast(({ candidate }) => candidate.isUrgent?.() === true);
    if (urgent) return urgent;
  }
  return undefined;
}

function nextOf(queues: ReadonlyMap<CameraSlug, Queue>): Waiter | undefined {
  const [first] = queues.values();
  return (first?.turns ?? 0) % OLDEST_EVERY === OLDEST_EVERY - 1 ? first?.waiters[0] : first?.waiters.at(-1);
}

/** Takes it out of its queue, and puts its camera behind the others. */
function serve(queues: Map<CameraSlug, Queue>, waiter: Waiter): void {
  const { camera } = waiter.candidate;
  const queue = queues.get(camera);
  if (!queue) return;
  queue.turns += 1;
  leave(queues, waiter);
  if (queues.delete(camera)) queues.set(camera, queue);
}

function leave(queues: Map<CameraSlug, Queue>, waiter: Waiter): void {
  const { camera } = waiter.candidate;
  const waiters = queues.get(camera)?.waiters;
  const at = waiters?.indexOf(waiter) ?? -1;
  if (at >= 0) waiters?.splice(at, 1);
  if (waiters?.length === 0) queues.delete(camera);
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
