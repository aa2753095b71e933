import { mdiTextBoxEditOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { BriefingWire, BriefingWish } from "#api/briefings-wire.ts";
import { NORMAL_CHARS_MAX, PURPOSE_CHARS_MAX } from "#domain/briefing.ts";
import { RequestError } from "./api.ts";
import { fetchBriefing, saveBriefing } from "./briefing-api.ts";
import { fieldStyles, textField } from "./fields.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { leaveForm, saveStyles } from "./leave-notice.ts";
import { ask, whileConnected } from "./lifetime.ts";
import { failureNotice } from "./pieces.ts";
import { formStyles } from "./rules-form-styles.ts";
import type { Exit } from "./rules-leave.ts";
import { shared } from "./styles.ts";

const CONFLICT = 409;
const MEANWHILE =
  "Somebody else changed this meanwhile. What you wrote stands here still; saving it again replaces theirs:";

type Words = Pick<BriefingWire, "purpose" | "normal">;

/** What whoever describes clips of one camera is told of it: what it is for, and what is normal there. */
export class BriefingCard extends LitElement {
  static override readonly properties = {
    slug: {},
    exit: { attribute: false },
    saved: { state: true },
    typed: { state: true },
    theirs: { state: true },
    isBusy: { state: true },
    isSaved: { state: true },
    failure: { state: true },
    wanted: { state: true },
  };
  declare slug: string;
  declare exit: Exit;
  declare private saved: BriefingWire | undefined;
  declare private typed: Partial<Words>;
  /** What somebody else saved while this was being written. */
  declare private theirs: Words | undefined;
  declare private isBusy: boolean;
  declare private isSaved: boolean;
  declare private failure: string | undefined;
  /** Where somebody wanted to go from words that are not saved. */
  declare private wanted: string | undefined;
  private stay = new AbortController();

  constructor() {
    super();
    this.typed = {};
    this.isBusy = false;
    this.isSaved = false;
    whileConnected(this, (signal) => {
      if (this.hasUpdated) this.load();
      const stop = this.exit.guard((hash) => this.mayLeave(hash));
      window.addEventListener("beforeunload", (event) => this.isDirty && event.preventDefault(), { signal });
      signal.addEventListener("abort", () => {
        stop();
        this.stay.abort();
      });
    });
  }

  private get isDirty(): boolean {
    const { purpose, normal } = { ...this.saved, ...this.typed };
    return this.saved !== undefined && (purpose !== this.saved.purpose || normal !== this.saved.normal);
  }

  private mayLeave(hash: string): boolean {
    if (!this.isDirty) return true;
    this.wanted = hash;
    void this.lookAtNotice();
    return false;
  }

  private async lookAtNotice(): Promise<void> {
    await this.updateComplete;
    const notice = this.renderRoot.querySelector(".leave");
    notice?.scrollIntoView({ block: "center" });
    notice?.querySelector("button")?.focus({ preventScroll: true });
  }

  private leave(): void {
    const { wanted } = this;
    this.wanted = undefined;
    if (wanted !== undefined) location.hash = wanted;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("slug")) this.load();
  }

  private load(): void {
    this.stay.abort();
    this.stay = new AbortController();
    this.saved = undefined;
    this.typed = {};
    this.theirs = undefined;
    this.isSaved = false;
    void this.fetch();
  }

  private async fetch(): Promise<BriefingWire | undefined> {
    const { signal } = this.stay;
    this.failure = undefined;
    const saved = await ask(fetchBriefing(this.slug, signal), signal, (failure) => {
      this.failure = failure;
    });
    if (saved !== undefined) this.saved = saved;
    return saved;
  }

  private async save(saved: BriefingWire): Promise<void> {
    const { signal } = this.stay;
    const sent = { ...wordsOf(saved), ...this.typed, version: saved.version };
    this.isBusy = true;
    this.failure = undefined;
    this.theirs = undefined;
    try {
      const answer = await saveBriefing(this.slug, sent);
      if (signal.aborted) return;
      this.saved = answer;
      this.typed = {};
      this.isSaved = true;
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      if (signal.aborted) return;
      const isMet = cause instanceof RequestError && cause.status === CONFLICT && (await this.meet(sent));
      if (!isMet) this.failure = cause.message;
    } finally {
      this.isBusy = false;
    }
  }

  /** Somebody else was faster: both are shown, and what was written here stays in the fields. False if nobody was. */
  private async meet(sent: BriefingWish): Promise<boolean> {
    const theirs = await this.fetch();
    if (theirs === undefined || theirs.version === sent.version) return false;
    this.typed = wordsOf(sent);
    this.theirs = theirs;
    return true;
  }

  override render(): TemplateResult | typeof nothing {
    const { saved, failure } = this;
    if (saved === undefined && failure === undefined) return nothing;
    return html`<section class="card" aria-labelledby="briefing">
      <h2 class="row" id="briefing">${icon(mdiTextBoxEditOutline)} ${t("What the vision model should know")}</h2>
      <p class="soft">${t("In your words, like to a neighbour who watches the house. It is told with every clip of this camera that is described.")}</p>
      ${failureNotice(failure, () => void this.fetch())} ${saved === undefined ? nothing : this.form(saved)}
    </section>`;
  }

  private form(saved: BriefingWire): TemplateResult {
    const { purpose, normal } = { ...saved, ...this.typed };
    const type = (typed: Partial<Words>): void => {
      this.typed = { ...this.typed, ...typed };
      this.isSaved = false;
    };
    return html`${textField({
      title: t("What it is for"),
      does: t("What it looks at, and what you want to know of."),
      value: purpose,
      placeholder: t("Watches the drive. Parcels are left to the left of the door."),
      most: PURPOSE_CHARS_MAX,
      isLong: true,
      set: (text) => type({ purpose: text }),
    })}
    ${textField({
      title: t("What is normal here"),
      does: t("What happens again and again and is no reason to worry."),
      value: normal,
      placeholder: t("The neighbours cross the lawn. The bins are fetched on Tuesdays."),
      most: NORMAL_CHARS_MAX,
      isLong: true,
      set: (text) => type({ normal: text }),
    })}
    ${this.theirs === undefined ? nothing : theirWords(this.theirs)} ${this.leaving(saved)}
    <div class="row foot">
      <span class="soft small" role="status">${this.isSaved ? `${t("Saved.")} ` : ""}${saved.version === 0 ? t("Nothing was said so far.") : t("Version {n} of what is normal.", { n: saved.version })}</span>
      ${
        this.isDirty
          ? html`<button class="button push" @click=${() => this.load()}>${t("Discard")}</button>
            <button class="button strong" ?disabled=${this.isBusy} @click=${() => void this.save(saved)}>
              ${this.isBusy ? t("Saving…") : t("Save")}
            </button>`
          : nothing
      }
    </div>`;
  }

  private leaving(saved: BriefingWire): TemplateResult | typeof nothing {
    return leaveForm(this.wanted, {
      stay: () => {
        this.wanted = undefined;
      },
      discard: () => {
        this.typed = {};
        this.leave();
      },
      save: () => void this.saveAndLeave(saved),
    });
  }

  private async saveAndLeave(saved: BriefingWire): Promise<void> {
    await this.save(saved);
    if (this.isDirty) this.wanted = undefined;
    else this.leave();
  }

  static override readonly styles = [
    shared,
    formStyles,
    fieldStyles,
    saveStyles,
    css`
      section {
        margin-top: var(--gap);
        padding: 16px;
      }
      .foot {
        flex-wrap: wrap;
        min-height: 44px;
      }
      blockquote {
        margin: 8px 0 0;
        white-space: pre-wrap;
      }
    `,
  ];
}
customElements.define("porchlight-briefing", BriefingCard);

const wordsOf = ({ purpose, normal }: Words): Words => ({ purpose, normal });

function theirWords({ purpose, normal }: Words): TemplateResult {
  return html`<div class="notice" role="alert">
    <div>
      <p>${t(MEANWHILE)}</p>
      <blockquote>${[purpose, normal].filter((words) => words !== "").join("\n") || t("(nothing)")}</blockquote>
    </div>
  </div>`;
}
