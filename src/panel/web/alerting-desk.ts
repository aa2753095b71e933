import type { AlertSettings } from "#domain/alert-settings.ts";
import { isSame, rebase } from "./alerting-draft.ts";
import { RequestError } from "./api.ts";
import { t } from "./i18n.ts";

const CONFLICT = 409;
export const MEANWHILE =
  "Somebody else saved other settings meanwhile. Yours are not lost: they stand here on top of theirs. Look through them and save again.";

/** Where settings come from and go to. */
export interface SettingsStore {
  fetch(signal: AbortSignal): Promise<AlertSettings>;
  /** Throws a `RequestError` with status 409 if somebody else saved meanwhile. */
  save(settings: AlertSettings): Promise<AlertSettings>;
}

export interface DeskView {
  /** Missing until it was loaded. */
  readonly draft: AlertSettings | undefined;
  readonly failure: string | undefined;
  readonly isSaving: boolean;
  readonly isDirty: boolean;
}

/** What is being changed of the settings, beside what is in force. */
export interface AlertingDesk {
  readonly view: DeskView;
  load(signal: AbortSignal): Promise<void>;
  change(next: AlertSettings): void;
  /** Back to what is in force. */
  discard(): void;
  /** Whether it is in force now. */
  save(signal: AbortSignal): Promise<boolean>;
  forgive(): void;
}

export function makeAlertingDesk(store: SettingsStore, changed: () => void): AlertingDesk {
  let saved: AlertSettings | undefined;
  let draft: AlertSettings | undefined;
  let failure: string | undefined;
  let isSaving = false;

  /** What somebody changes while a request is under way stays. */
  const take = (theirs: AlertSettings): void => {
    draft = saved && draft ? rebase(saved, draft, theirs) : theirs;
    saved = theirs;
  };
  const attempt = async (work: () => Promise<void>, signal: AbortSignal): Promise<boolean> => {
    failure = undefined;
    try {
      await work();
      return true;
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      if (!signal.aborted) failure = cause.message;
      return false;
    } finally {
      changed();
    }
  };
  const send = async (sent: AlertSettings, signal: AbortSignal): Promise<void> => {
    const { answer, isOurs } = await saveOrFetch(store, sent, signal);
    // From here on only what was changed after it was sent is a change.
    if (isOurs) saved = sent;
    take(answer);
    if (!isOurs) throw new Error(t(MEANWHILE));
  };

  return {
    get view() {
      return { draft, failure, isSaving, isDirty: !isSame(saved, draft) };
    },
    async load(signal) {
      await attempt(async () => take(await store.fetch(signal)), signal);
    },
    change(next) {
      draft = next;
      changed();
    },
    discard() {
      draft = saved;
      failure = undefined;
      changed();
    },
    async save(signal) {
      const sent = draft;
      if (sent === undefined || isSaving) return false;
      isSaving = true;
      changed();
      const isDone = await attempt(() => send(sent, signal), signal);
      isSaving = false;
      changed();
      return isDone;
    },
    forgive() {
      failure = undefined;
      changed();
    },
  };
}

/** What is in force afterwards: ours, or what somebody else saved meanwhile. */
async function saveOrFetch(
  store: SettingsStore,
  sent: AlertSettings,
  signal: AbortSignal,
): Promise<{ readonly answer: AlertSettings; readonly isOurs: boolean }> {
  try {
    return { answer: await store.save(sent), isOurs: true };
  } catch (cause) {
    if (!(cause instanceof RequestError) || cause.status !== CONFLICT) throw cause;
    const answer = await store.fetch(signal);
    // Refused for another reason: its own sentence says which.
    if (answer.version === sent.version) throw cause;
    return { answer, isOurs: false };
  }
}
