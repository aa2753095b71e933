import { mdiAlertCircleOutline, mdiOpenInNew } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { StoragesWire, StorageWire } from "#api/storage-wire.ts";
import { fetchLoginUrl, finishLogin } from "./api.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import { placeState, placeWords } from "./storage-words.ts";
import { shared } from "./styles.ts";

/** Where copies of clips go, how it stands with each place, and the log-in to those that want one. */
export class StorageCard extends LitElement {
  static override readonly properties = {
    storages: { attribute: false },
    link: { state: true },
    isBusy: { state: true },
    failure: { state: true },
  };
  declare storages: StoragesWire | undefined;
  /** The page that shows a code, and the place that it is for. */
  declare private link: { readonly index: number; readonly url: string } | undefined;
  declare private isBusy: boolean;
  declare private failure: string | undefined;
  private stay = new AbortController().signal;

  constructor() {
    super();
    this.isBusy = false;
    whileConnected(this, (signal) => {
      this.stay = signal;
    });
  }

  private async wait<T>(question: Promise<T>): Promise<T | undefined> {
    this.isBusy = true;
    this.failure = undefined;
    const answer = await ask(question, this.stay, (failure) => {
      this.failure = failure;
    });
    this.isBusy = false;
    return answer;
  }

  private async begin(index: number): Promise<void> {
    const url = await this.wait(fetchLoginUrl(index, this.stay));
    if (url !== undefined) this.link = { index, url };
  }

  private async finish(event: SubmitEvent, index: number): Promise<void> {
    event.preventDefault();
    const field = this.renderRoot.querySelector("input");
    const code = field?.value.trim() ?? "";
    if (code === "") return;
    const storages = await this.wait(finishLogin(index, code));
    if (storages === undefined) return;
    this.storages = storages;
    this.link = undefined;
  }

  override render(): TemplateResult {
    const { places = [] } = this.storages ?? {};
    const isOnlyHere = places.every(({ place }) => place === "local");
    return html`<section class="card" aria-label=${t("Storage")}>
      <h2>${t("Where clips are kept")}</h2>
      <ul>${places.map((place, index) => this.placeRow(place, index))}</ul>
      ${
        isOnlyHere && places.length > 0
          ? html`<p class="soft small">${t("A thief takes this machine along. Name a place for copies in the options, under Storage.")}</p>`
          : nothing
      }
    </section>`;
  }

  private placeRow(place: StorageWire, index: number): TemplateResult {
    const { title, detail } = placeWords(place.place);
    const { hours, trouble, login } = place;
    return html`<li>
      <p><span class="big">${title}</span> ${detail === "" ? nothing : html`<span class="soft small">${detail}</span>`}</p>
      <p>${placeState(place)}</p>
      ${
        trouble === null || login === "needed"
          ? nothing
          : html`<p class="row trouble">${icon(mdiAlertCircleOutline)} <span>${trouble}</span></p>`
      }
      ${
        hours === null
          ? nothing
          : html`<p class="soft small">${t("From {from} to {to}. Clips with an alert go at once.", hours)}</p>`
      }
      ${
        // Dropbox gives an app what it was allowed at the last log-in: what is missing wants another one.
        login === "needed" || (login === "done" && trouble !== null) ? this.login(title, index) : nothing
      }
    </li>`;
  }

  private login(title: string, index: number): TemplateResult {
    const said =
      this.failure === undefined
        ? nothing
        : html`<p class="row trouble" role="alert">${icon(mdiAlertCircleOutline)} <span>${this.failure}</span></p>`;
    if (this.link?.index !== index) {
      return html`<button class="button act" ?disabled=${this.isBusy} @click=${() => void this.begin(index)}>
          ${t("Log in to {title}", { title })}
        </button>
        ${said}`;
    }
    return html`<ol class="steps">
        <li>
          <a class="button" href=${this.link.url} target="_blank" rel="noopener noreferrer">
            ${t("Open {title}", { title })} ${icon(mdiOpenInNew)}
          </a>
          <p class="small soft">${t("Allow access there. {title} shows a code.", { title })}</p>
        </li>
        <li>
          <form @submit=${(event: SubmitEvent) => void this.finish(event, index)}>
            <label>
              <span class="small soft">${t("Enter the code here.")}</span>
              <input name="code" maxlength="512" autocomplete="one-time-code" autocapitalize="off" spellcheck="false" required />
            </label>
            <button class="button" ?disabled=${this.isBusy}>${this.isBusy ? t("Logging in…") : t("Log in")}</button>
          </form>
        </li>
      </ol>
      ${said}`;
  }

  static override readonly styles = [
    shared,
    css`
      .card {
        padding: 16px;
        height: 100%;
      }
      .card h2 {
        margin-bottom: 10px;
      }
      .card > ul {
        display: grid;
        gap: 14px;
        overflow-wrap: anywhere;
      }
      .card > .soft {
        margin-top: 14px;
      }
      .big {
        font-size: 18px;
      }
      .trouble {
        align-items: flex-start;
        margin: 6px 0;
      }
      .trouble .icon {
        color: var(--amber-ink);
      }
      .act,
      .steps {
        margin-top: 10px;
      }
      .steps {
        display: grid;
        gap: 12px;
        padding-left: 22px;
        list-style: decimal;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px;
      }
      label {
        display: grid;
        gap: 4px;
        flex: 1 1 160px;
        min-width: 0;
      }
      input {
        width: 100%;
        min-height: 40px;
        padding: 0 12px;
        border: 1px solid var(--ink-soft);
        border-radius: 8px;
        background: var(--back);
      }
    `,
  ];
}
customElements.define("porchlight-storage", StorageCard);
