import { mdiMotionSensor } from "@mdi/js";
import { css, html, type TemplateResult } from "lit";
import type { CameraWire } from "#api/wire.ts";
import { named, t } from "./i18n.ts";
import { drawingOf, icon } from "./icons.ts";
import "./live-picture.ts";
import type { Now, Track } from "./now.ts";
import { hrefOf } from "./route.ts";
import { capital, listOf, timeOf } from "./words.ts";

const PICTURE_MS = 1000;
/** The frame that all cards have. */
const FRAME = 16 / 9;
const LABELS_SHOWN = 3;

/** What goes on now: as large as the card that its happening gets, so that the list stays where it is. */
export function nowCard(now: Now, camera: CameraWire | undefined): TemplateResult {
  const { slug, labels, sentence, since, tracks } = { ...now, slug: now.camera };
  const shown = labels.slice(0, LABELS_SHOWN);
  const name = camera?.name ?? slug;
  const isAlert = now.alertId !== undefined;
  return html`<a class="happening ${isAlert ? "alerted" : ""} now" href=${hrefOf({ page: "camera", slug })}>
    <div class="picture">
      <div class="seen" style=${shapeOf(camera)}>
        <porchlight-picture
          whole
          .slug=${slug}
          .name=${name}
          .isLive=${camera?.state === "live"}
          .intervalMs=${PICTURE_MS}
        ></porchlight-picture>
        ${tracks.map(boxOf)}
      </div>
      <span class="flag ${isAlert ? "" : "calm"}"><span class="dot"></span> ${t("Now")}</span>
    </div>
    <div class="words">
      <h3 class="row">
        ${shown.length === 0 ? icon(mdiMotionSensor) : shown.map((label) => icon(drawingOf(label)))}
        <span class="cut">${capital(listOf(shown.map(named))) || t("Motion")}</span>
      </h3>
      <p class="soft cut"><time datetime=${since}>${t("Since {when}", { when: timeOf(since) })}</time> &middot; ${name}</p>
      <p class="small ${isAlert ? "two-lines" : "cut"}" role="status" title=${sentence}>${sentence}</p>
    </div>
  </a>`;
}

function boxOf({ id, box: { x, y, width, height }, lost }: Track): TemplateResult {
  const at = [`left: ${x * 100}%`, `top: ${y * 100}%`, `width: ${width * 100}%`, `height: ${height * 100}%`];
  return html`<span class="track ${lost ? "lost" : ""}" style=${at.join("; ")} data-track=${id}></span>`;
}

/** The whole picture, as large as it fits: boxes are fractions of it. */
function shapeOf(camera: CameraWire | undefined): string {
  const video = camera?.video;
  const shape = video && video.height > 0 ? video.width / video.height : FRAME;
  return shape >= FRAME
    ? `width: 100%; height: ${(FRAME / shape) * 100}%`
    : `width: ${(shape / FRAME) * 100}%; height: 100%`;
}

export const nowStyles = css`
  /* A card keeps its height when its sentence becomes another one. */
  .happening.alerted .two-lines {
    min-height: 2lh;
  }
  .now .picture {
    display: grid;
    place-items: center;
  }
  .now .seen {
    position: relative;
  }
  .now porchlight-picture {
    width: 100%;
    height: 100%;
    aspect-ratio: auto;
  }
  .now .track {
    position: absolute;
    border: 1.5px solid #7cff8f;
    border-radius: 3px;
    box-shadow: 0 0 0 1px #0b331280;
  }
  .now .track.lost {
    border-style: dashed;
    opacity: 0.6;
  }
  .now .flag {
    gap: 6px;
  }
  .now .flag.calm {
    background: #000000a8;
  }
  .now .dot {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: #ffffff;
    animation: breathe 1.6s ease-in-out infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.3;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .now .dot {
      animation: none;
    }
  }
`;
