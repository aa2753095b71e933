import {
  mdiBell,
  mdiCctvOff,
  mdiEye,
  mdiMotionSensor,
  mdiRecordCircle,
  mdiTextBoxSearchOutline,
} from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";
import type { CameraWire } from "#api/wire.ts";
import { acceptView, flipSwitch, type SwitchName } from "./api.ts";
import { named, type Text, t } from "./i18n.ts";
import { drawingOf, icon } from "./icons.ts";
import { capital, spanOf, stateOf } from "./words.ts";

const switchWords = {
  detection: { title: "Detection", does: "Looks for people, vehicles and animals", drawing: mdiEye },
  recording: { title: "Recording", does: "Records when something moves", drawing: mdiRecordCircle },
  analysis: {
    title: "Analysis",
    does: "Lets the vision model describe clips",
    drawing: mdiTextBoxSearchOutline,
  },
  notifications: { title: "Notifications", does: "Tells you of alerts", drawing: mdiBell },
} as const satisfies Record<SwitchName, { title: Text; does: Text; drawing: string }>;

const switchNames = [
  "detection",
  "recording",
  "analysis",
  "notifications",
] as const satisfies readonly SwitchName[];

/** The camera's state as a coloured word. */
export function stateChip(camera: CameraWire): TemplateResult {
  const tone =
    camera.state === "live" ? "good" : camera.state === "off" ? "" : isWaiting(camera) ? "warn" : "bad";
  return html`<span class="chip ${tone}"><span class="dot"></span>${stateOf(camera)}</span>`;
}

const isWaiting = ({ state }: CameraWire): boolean => state === "starting";

/** What is going on in front of it now. */
export function nowChips({ motion, present }: CameraWire): TemplateResult {
  return html`${motion ? html`<span class="chip alert">${icon(mdiMotionSensor)} ${t("Motion")}</span>` : nothing}
  ${present.map((group) => html`<span class="chip alert">${icon(drawingOf(group))} ${capital(named(group))}</span>`)}`;
}

/** Why there is no picture, and when it is tried again. Nothing while all is well. */
export function reasonOf(camera: CameraWire, now = Date.now()): TemplateResult | typeof nothing {
  if (camera.state === "live") return nothing;
  const waitS = camera.retry_at === null ? undefined : (Date.parse(camera.retry_at) - now) / 1000;
  const again =
    waitS === undefined
      ? ""
      : waitS > 0
        ? ` ${t("It is tried again in {span}.", { span: spanOf(waitS) })}`
        : ` ${t("It is being tried again now.")}`;
  return html`<p class="reason">${camera.reason}${again}</p>`;
}

/** What is wrong with its picture. A camera that was moved may be meant to look there. */
export function faultsOf(
  { slug, name, faults }: CameraWire,
  onFailure: (sentence: string) => void,
): TemplateResult | typeof nothing {
  if (faults.length === 0) return nothing;
  const accept = async (): Promise<void> => {
    try {
      await acceptView(slug);
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      onFailure(cause.message);
    }
  };
  const canAccept = faults.some(({ kind }) => kind === "moved" || kind === "covered");
  return html`<div class="faults" role="group" aria-label=${t("What is wrong with the picture of {name}", { name })}>
    ${faults.map(({ sentence }) => html`<p>${icon(mdiCctvOff)} <span>${sentence}</span></p>`)}
    ${
      canAccept
        ? html`<button class="button" @click=${accept}>${t("This is how it should look now")}</button>`
        : nothing
    }
  </div>`;
}

/** The switches. `onFailure` hears why one could not be flipped. */
export function switchesOf(
  { slug, name, switches }: CameraWire,
  onFailure: (sentence: string) => void,
): TemplateResult {
  const flip = (which: SwitchName) => async (event: Event) => {
    const box = event.target as HTMLInputElement;
    try {
      await flipSwitch(slug, which, box.checked);
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      box.checked = !box.checked;
      onFailure(cause.message);
    }
  };
  return html`<div class="switches" role="group" aria-label=${t("Switches of {name}", { name })}>
    ${switchNames.map((which) => {
      const { title, does, drawing } = switchWords[which];
      return html`<label class="switch">
        ${icon(drawing)}
        <span class="said"><span>${t(title)}</span><span class="soft small does">${t(does)}</span></span>
        <input type="checkbox" role="switch" .checked=${switches[which]} @change=${flip(which)} />
      </label>`;
    })}
  </div>`;
}

export const cameraStyles = css`
  .dot {
    width: 8px;
    height: 8px;
    margin: 0 2px;
    border-radius: 50%;
    background: currentColor;
  }
  .reason {
    overflow-wrap: anywhere;
  }
  .faults {
    display: grid;
    gap: 8px;
    justify-items: start;
  }
  .faults p {
    display: flex;
    gap: 8px;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .faults .icon {
    flex: none;
    color: var(--amber);
  }
  .switches {
    display: grid;
    gap: 8px;
  }
  .switch {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 44px;
    cursor: pointer;
  }
  .switch > .icon {
    color: var(--ink-soft);
  }
  .said {
    display: grid;
    flex: 1;
    min-width: 0;
  }
  .switch input {
    appearance: none;
    position: relative;
    flex: none;
    width: 44px;
    height: 26px;
    margin: 0;
    border-radius: 13px;
    background: color-mix(in srgb, var(--ink-soft) 55%, var(--card));
    cursor: pointer;
    transition: background 0.15s;
  }
  .switch input::after {
    content: "";
    position: absolute;
    left: 3px;
    top: 3px;
    width: 20px;
    height: 20px;
    border-radius: 50%;
    background: #ffffff;
    box-shadow: 0 1px 2px #00000040;
    transition: transform 0.15s;
  }
  .switch input:checked {
    background: var(--accent);
  }
  .switch input:checked::after {
    transform: translateX(18px);
  }
  @media (forced-colors: active) {
    .switch input {
      appearance: auto;
    }
    .switch input::after {
      content: none;
    }
  }
`;
