import { mdiBellOffOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { SuppressionsWire, SuppressionWire } from "#api/suppressions-wire.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import { failureNotice } from "./pieces.ts";
import { hrefOf } from "./route.ts";
import { shared } from "./styles.ts";
import { fetchSuppressions, removeSuppression } from "./suppressions-api.ts";
import { sinceOf } from "./words.ts";

/** What the owner found not interesting in front of one camera: how often nobody was told of it, and the way back. */
export class SuppressionsCard extends LitElement {
  static override readonly properties = {
    slug: {},
    kept: { state: true },
    isBusy: { state: true },
    failure: { state: true },
  };
  declare slug: string;
  declare private kept: SuppressionsWire | undefined;
  declare private isBusy: boolean;
  declare private failure: string | undefined;
  private stay = new AbortController();

  constructor() {
    super();
    this.isBusy = false;
    whileConnected(this, (signal) => {
      if (this.hasUpdated) this.load();
      signal.addEventListener("abort", () => this.stay.abort());
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("slug")) this.load();
  }

  private load(): void {
    this.stay.abort();
    this.stay = new AbortController();
    this.kept = undefined;
    void this.show(fetchSuppressions(this.slug, this.stay.signal));
  }

  private async show(answer: Promise<SuppressionsWire>): Promise<void> {
    const { signal } = this.stay;
    this.isBusy = true;
    this.failure = undefined;
    const kept = await ask(answer, signal, (failure) => {
      this.failure = failure;
    });
    if (signal.aborted) return;
    this.isBusy = false;
    if (kept !== undefined) this.kept = kept;
  }

  override render(): TemplateResult | typeof nothing {
    const { suppressions = [] } = this.kept ?? {};
    if (suppressions.length === 0 && this.failure === undefined) return nothing;
    return html`<section class="card" aria-label=${t("Not interesting")}>
      <h2 class="row">${icon(mdiBellOffOutline)} ${t("Not interesting")}</h2>
      <p class="soft">${t("You are not told of these. They are recorded and listed all the same.")}</p>
      ${failureNotice(this.failure, () => this.load())}
      <ul>${suppressions.map((one) => this.row(one))}</ul>
    </section>`;
  }

  private row({ id, words, hits, last_hit_at, created_at, from_clip }: SuppressionWire): TemplateResult {
    const often = hits === 1 ? t("Once so far") : t("{n} times so far", { n: hits });
    const count =
      last_hit_at === null
        ? t("Not seen since")
        : t("{often}, last {when}", { often, when: sinceOf(last_hit_at) });
    return html`<li>
      <div>
        <p>${words}</p>
        <p class="soft small">
          ${count}. ${t("Since {when}", { when: sinceOf(created_at) })},
          <a class="link" href=${hrefOf({ page: "clip", id: from_clip })}>${t("because of this alert")}</a>.
        </p>
      </div>
      <button class="button" ?disabled=${this.isBusy} aria-label=${t("Remove: {words}", { words })}
        @click=${() => void this.show(removeSuppression(this.slug, id))}>${t("Remove")}</button>
    </li>`;
  }

  static override readonly styles = [
    shared,
    css`
      .card {
        margin-top: var(--gap);
        padding: 16px;
      }
      h2 {
        margin-bottom: 4px;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        padding: 12px 0 0;
        overflow-wrap: anywhere;
      }
      li .button {
        flex: none;
      }
      .link {
        text-decoration: underline;
      }
    `,
  ];
}
customElements.define("porchlight-suppressions", SuppressionsCard);
