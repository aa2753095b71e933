import { mdiAlertCircleOutline, mdiChevronRight, mdiCogOutline } from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";
import type { ProblemWire } from "#api/wire.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { hrefOf, type Route } from "./route.ts";

/** Keys of what the owner wrote into the options and has to correct. */
const OPTIONS = "options.";
const CAMERA = "camera.";

/** What is wrong, on top of every page: wrong options in full, the newest other as a line that leads to the System page. */
export function problemsNotice(
  problems: readonly ProblemWire[],
  page: Route["page"],
): TemplateResult | typeof nothing {
  const options = problems.filter(({ key }) => key.startsWith(OPTIONS));
  // On their own pages cameras say themselves why they are away.
  const shownElsewhere = page === "cameras" || page === "camera" ? CAMERA : OPTIONS;
  const [other, ...more] = problems
    .filter(({ key }) => !key.startsWith(OPTIONS) && !key.startsWith(shownElsewhere))
    .toSorted((a, b) => (a.since < b.since ? 1 : -1));
  return html`${options.length === 0 ? nothing : optionsNotice(options)}
  ${other === undefined || page === "system" ? nothing : otherNotice(other, more.length)}`;
}

function optionsNotice(problems: readonly ProblemWire[]): TemplateResult {
  return html`<section class="notice bad" role="alert" aria-label=${t("Options to correct")}>
    ${icon(mdiCogOutline)}
    <div>
      <h2>${problems.length === 1 ? t("An option needs correcting") : t("Some options need correcting")}</h2>
      <ul class="sentences">
        ${problems.map(({ key, sentence }) => html`<li><code>${key.slice(OPTIONS.length)}</code> ${sentence}</li>`)}
      </ul>
      <p class="soft">
        ${t("Open the app's Configuration tab in Home Assistant, correct this, save, and restart Porchlight.")}
      </p>
    </div>
  </section>`;
}

function otherNotice({ sentence }: ProblemWire, moreCount: number): TemplateResult {
  const more = moreCount === 0 ? "" : ` ${t("And {n} more.", { n: moreCount })}`;
  return html`<a class="notice" href=${hrefOf({ page: "system" })}>
    ${icon(mdiAlertCircleOutline)}
    <p class="brief">${sentence}${more}</p>
    <span class="push">${icon(mdiChevronRight)}</span>
  </a>`;
}
