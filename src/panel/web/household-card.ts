import { mdiDeleteOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { NotesWire } from "#api/briefings-wire.ts";
import { NOTE_CHARS_MAX } from "#domain/briefing.ts";
import { minutesToMorning, untilOf } from "./alerting-words.ts";
import { addNote, fetchNotes, removeNote } from "./briefing-api.ts";
import { choiceField, fieldStyles, said } from "./fields.ts";
import { type PlainText, t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import { failureNotice } from "./pieces.ts";
import { formStyles } from "./rules-form-styles.ts";
import { shared } from "./styles.ts";

const REFRESH_MS = 30_000;
const MINUTE_MS = 60_000;
const DAY_MIN = 24 * 60;

/** How long a note holds, in minutes from now; null until it is taken back. */
const spans = {
  hour: { title: "For 1 hour", minutes: () => 60 },
  hours: { title: "For 4 hours", minutes: () => 240 },
  morning: { title: "Until the morning", minutes: () => minutesToMorning() },
  day: { title: "For a day", minutes: () => DAY_MIN },
  week: { title: "For a week", minutes: () => 7 * DAY_MIN },
  always: { title: "Until I remove it", minutes: () => null },
} as const satisfies Record<string, { title: PlainText; minutes(): number | null }>;
type SpanName = keyof typeof spans;
const spanOptions = (Object.keys(spans) as SpanName[]).map((value) => ({ value, title: spans[value].title }));

/** What holds for the household for a while, for whoever describes clips: "Painter here until 17:00". */
export class HouseholdCard extends LitElement {
  static override readonly properties = {
    kept: { state: true },
    text: { state: true },
    span: { state: true },
    isBusy: { state: true },
    failure: { state: true },
  };
  declare private kept: NotesWire | undefined;
  declare private text: string;
  declare private span: SpanName;
  declare private isBusy: boolean;
  declare private failure: string | undefined;
  private stay = new AbortController().signal;

  constructor() {
    super();
    this.text = "";
    this.span = "hours";
    this.isBusy = false;
    whileConnected(this, (signal) => {
      this.stay = signal;
      const load = (): void => void this.show(fetchNotes(signal));
      const timer = setInterval(() => {
        if (document.visibilityState === "visible" && !this.isBusy) load();
      }, REFRESH_MS);
      signal.addEventListener("abort", () => clearInterval(timer));
      load();
    });
  }

  /** Whether it went well. */
  private async show(answer: Promise<NotesWire>): Promise<boolean> {
    this.isBusy = true;
    const kept = await ask(answer, this.stay, (failure) => {
      this.failure = failure;
    });
    this.isBusy = false;
    if (kept === undefined) return false;
    this.kept = kept;
    this.failure = undefined;
    return true;
  }

  private async add(event: Event): Promise<void> {
    event.preventDefault();
    const text = this.text.trim();
    if (text === "" || this.isBusy) return;
    const minutes = spans[this.span].minutes();
    const until_ms = minutes === null ? null : Date.now() + minutes * MINUTE_MS;
    if (await this.show(addNote({ text, until_ms }))) this.text = "";
  }

  override render(): TemplateResult {
    const { notes = [], most = 0 } = this.kept ?? {};
    return html`<section class="card" aria-labelledby="household">
      <h2 id="household">${t("Household notes")}</h2>
      <p class="soft">${t("What is true for a while. Whoever describes clips is told, so that a guest is no stranger.")}</p>
      ${failureNotice(this.failure, () => void this.show(fetchNotes(this.stay)))}
      <ul>${notes.map((note) => this.row(note))}</ul>
      ${this.kept !== undefined && notes.length >= most ? html`<p class="soft small">${t("There are as many as there can be. Remove one to add another.")}</p>` : this.form()}
    </section>`;
  }

  private row({ id, text, until_ms }: NotesWire["notes"][number]): TemplateResult {
    const until =
      until_ms === null
        ? t("Until you remove it")
        : t("Until {when}", { when: untilOf(new Date(until_ms).toISOString()) });
    return html`<li>
      <div><p>${text}</p><p class="soft small">${until}</p></div>
      <button class="button square" ?disabled=${this.isBusy} aria-label=${t("Remove: {words}", { words: text })} title=${t("Remove")}
        @click=${() => void this.show(removeNote(id))}>${icon(mdiDeleteOutline)}</button>
    </li>`;
  }

  private form(): TemplateResult {
    return html`<form @submit=${(event: Event) => void this.add(event)}>
      <label class="field"><span>${t("New note")}</span>
        <input type="text" maxlength=${NOTE_CHARS_MAX} placeholder=${t("Grandparents are visiting")} .value=${this.text}
          @input=${(event: Event) => {
            this.text = (event.target as HTMLInputElement).value;
          }} />
      </label>
      ${choiceField({
        title: t("It holds"),
        value: this.span,
        options: said(spanOptions),
        set: (span) => {
          this.span = span;
        },
      })}
      ${this.text.trim() === "" ? nothing : html`<button class="button strong" ?disabled=${this.isBusy}>${t("Add the note")}</button>`}
    </form>`;
  }

  static override readonly styles = [
    shared,
    formStyles,
    fieldStyles,
    css`
      section {
        height: 100%;
        align-content: start;
        padding: 16px;
      }
      form {
        display: grid;
        gap: 12px;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        padding: 8px 0;
        border-bottom: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      .square {
        flex: none;
        width: 44px;
        padding: 0;
      }
      .strong {
        justify-self: start;
        background: var(--accent);
        color: var(--on-accent);
      }
    `,
  ];
}
customElements.define("porchlight-household", HouseholdCard);
