import { mdiAlertCircleOutline, mdiCheckCircle, mdiCircleOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { AlertTestWire } from "#api/alert-test-wire.ts";
import { fetchAlertTest, testAlerts } from "./api.ts";
import { type Text, t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import { failureNotice } from "./pieces.ts";
import { shared } from "./styles.ts";
import { capital, sinceOf } from "./words.ts";

/** While a test runs the card looks this often how far it is. */
const LOOK_MS = 1000;

type Step = NonNullable<AlertTestWire["last"]>["steps"][number];

const stepTitles = {
  clip: "Make a test clip",
  look: "Look for objects",
  decide: "Apply the rules",
  word: "Put it into words",
  send: "Send it to the broker",
  return: "Hear it back",
} as const satisfies Record<Step["step"], Text>;

const outcomes = {
  passed: "Alerts get through",
  partly: "Not all could be shown",
  failed: "Alerts do not get through",
} as const satisfies Record<NonNullable<AlertTestWire["last"]>["outcome"], Text>;

/** The test of the alert path: when it ran last, how each step went, and a button to run it now. */
export class AlertTestCard extends LitElement {
  static override readonly properties = {
    test: { attribute: false },
    failure: { state: true },
  };
  declare test: AlertTestWire | undefined;
  declare private failure: string | undefined;
  private stay = new AbortController().signal;

  constructor() {
    super();
    whileConnected(this, (signal) => {
      this.stay = signal;
      const timer = setInterval(() => {
        if (this.isUnderWay && document.visibilityState === "visible") void this.show(fetchAlertTest(signal));
      }, LOOK_MS);
      signal.addEventListener("abort", () => clearInterval(timer));
    });
  }

  private get isUnderWay(): boolean {
    return this.test?.state === "waiting" || this.test?.state === "running";
  }

  private async show(answer: Promise<AlertTestWire>): Promise<void> {
    this.failure = undefined;
    const test = await ask(answer, this.stay, (failure) => {
      this.failure = failure;
    });
    if (test !== undefined) this.test = test;
  }

  override render(): TemplateResult {
    const { state = "starting", last = null, sentence = null } = this.test ?? {};
    return html`<section class="card" aria-label=${t("Alert test")}>
      <h2>${t("Alert test")}</h2>
      ${
        last === null
          ? html`<p class="soft">${t("It has not run yet.")}</p>`
          : html`<p class="big">${t(outcomes[last.outcome])}</p>
            ${last.outcome === "passed" ? nothing : html`<p>${sentence}</p>`}
            <ul class="steps">${last.steps.map(stepRow)}</ul>
            <p class="soft small">${capital(sinceOf(last.at))}. ${t("A made clip goes the way of a true alert, twice a day. Nobody is rung.")}</p>`
      }
      ${failureNotice(this.failure, () => void this.show(testAlerts()))}
      <button class="button" ?disabled=${this.isUnderWay || state === "starting"}
        @click=${() => void this.show(testAlerts())}>
        ${this.isUnderWay ? t("Testing…") : t("Test now")}
      </button>
    </section>`;
  }

  static override readonly styles = [
    shared,
    css`
      .card {
        padding: 16px;
        height: 100%;
        box-sizing: border-box;
      }
      .card h2 {
        margin-bottom: 10px;
      }
      .big {
        font-size: 20px;
        margin-bottom: 6px;
      }
      .steps {
        display: grid;
        gap: 4px;
        margin: 10px 0;
      }
      .steps li {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .steps .icon {
        width: 18px;
        height: 18px;
      }
      .passed .icon {
        color: var(--green);
      }
      .failed .icon {
        color: var(--amber-ink);
      }
      .button {
        margin-top: 10px;
      }
    `,
  ];
}
customElements.define("porchlight-alert-test", AlertTestCard);

const stepIcons = {
  passed: mdiCheckCircle,
  failed: mdiAlertCircleOutline,
  not_shown: mdiCircleOutline,
} as const satisfies Record<Step["status"], string>;

function stepRow({ step, status, duration_ms }: Step): TemplateResult {
  return html`<li class=${status}>
    ${icon(stepIcons[status])} <span>${t(stepTitles[step])}</span>
    <span class="soft small push">${statusWord(status)} ${t("{n} ms", { n: duration_ms })}</span>
  </li>`;
}

function statusWord(status: Step["status"]): string {
  if (status === "passed") return "";
  return status === "failed" ? t("failed") : t("not shown");
}
