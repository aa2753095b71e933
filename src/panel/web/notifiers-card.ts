import { mdiAlertCircleOutline, mdiCheckCircle } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { NotifierWire } from "#api/notifiers-wire.ts";
import { fetchNotifiers, testNotifier } from "./alerting-api.ts";
import { counted, t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import { failureNotice } from "./pieces.ts";
import { shared } from "./styles.ts";
import { sinceOf } from "./words.ts";

const REFRESH_MS = 10_000;

/** What came of a test that was begun here. */
type Tested =
  | { readonly kind: "running" }
  | { readonly kind: "sent" }
  | { readonly kind: "failed"; readonly why: string };

/** By whom alerts are told, how each does, and a test of each. */
export class NotifiersCard extends LitElement {
  static override readonly properties = {
    notifiers: { state: true },
    tested: { state: true },
    failure: { state: true },
  };
  declare private notifiers: readonly NotifierWire[] | undefined;
  declare private tested: ReadonlyMap<string, Tested>;
  declare private failure: string | undefined;
  private stay = new AbortController().signal;

  constructor() {
    super();
    this.tested = new Map();
    whileConnected(this, (signal) => {
      this.stay = signal;
      const timer = setInterval(() => {
        if (document.visibilityState === "visible") void this.load();
      }, REFRESH_MS);
      signal.addEventListener("abort", () => clearInterval(timer));
      void this.load();
    });
  }

  private async load(): Promise<void> {
    const answer = await ask(fetchNotifiers(this.stay), this.stay, (failure) => {
      this.failure = failure;
    });
    if (answer === undefined) return;
    this.notifiers = answer.notifiers;
    this.failure = undefined;
  }

  private async test(name: string): Promise<void> {
    const note = (tested: Tested): void => {
      this.tested = new Map([...this.tested, [name, tested]]);
    };
    note({ kind: "running" });
    const answer = await ask(testNotifier(name), this.stay, (why) => note({ kind: "failed", why }));
    if (answer === undefined) return;
    this.notifiers = answer.notifiers;
    note({ kind: "sent" });
  }

  override render(): TemplateResult {
    const { notifiers } = this;
    return html`<section class="card" aria-labelledby="by">
      <h2 id="by">${t("Who tells you")}</h2>
      ${failureNotice(this.failure, () => void this.load())}
      ${notifiers?.length === 0 ? html`<p class="soft">${t("Nobody yet. Add phones, e-mail or a webhook in the app's configuration.")}</p>` : nothing}
      <ul>${notifiers?.map((one) => this.row(one))}</ul>
    </section>`;
  }

  private row({ name, title, can_test, last_told_at, trouble, waiting }: NotifierWire): TemplateResult {
    const tested = this.tested.get(name);
    const isRunning = tested?.kind === "running";
    const last =
      last_told_at === null
        ? t("Nothing told since the start.")
        : t("Told last {when}.", { when: sinceOf(last_told_at) });
    const waits =
      waiting === 0
        ? ""
        : ` ${counted("{n} alert waits to be told.", "{n} alerts wait to be told.", waiting)}`;
    return html`<li>
      <div>
        <p class="title">${title}</p>
        <p class="soft small">${last}${waits}</p>
        ${trouble === null || tested?.kind === "failed" ? nothing : html`<p class="bad small row">${icon(mdiAlertCircleOutline)} <span>${trouble}</span></p>`}
        <div aria-live="polite">${came(tested)}</div>
      </div>
      ${
        can_test
          ? html`<button class="button" ?disabled=${isRunning} aria-label=${t("Test: {title}", { title })} @click=${() => void this.test(name)}>
              ${isRunning ? t("Testing…") : t("Test")}
            </button>`
          : nothing
      }
    </li>`;
  }

  static override readonly styles = [
    shared,
    css`
      .card {
        padding: 16px;
      }
      li {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
        gap: 12px;
        padding: 12px 0;
        border-bottom: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      li:last-child {
        padding-bottom: 0;
        border: 0;
      }
      .title {
        font-weight: 500;
      }
      .button {
        flex: none;
        min-height: 44px;
      }
      .row {
        align-items: flex-start;
        margin-top: 4px;
      }
      .row .icon {
        width: 18px;
        height: 18px;
      }
      .bad {
        color: var(--red-ink);
      }
      .good {
        color: var(--green-ink);
      }
    `,
  ];
}
customElements.define("porchlight-notifiers", NotifiersCard);

function came(tested: Tested | undefined): TemplateResult | typeof nothing {
  if (tested?.kind === "sent") {
    return html`<p class="good small row">${icon(mdiCheckCircle)} <span>${t("The test was sent. If it did not arrive, look at the settings of whoever should get it.")}</span></p>`;
  }
  if (tested?.kind === "failed") {
    return html`<p class="bad small row">${icon(mdiAlertCircleOutline)} <span>${tested.why}</span></p>`;
  }
  return nothing;
}
