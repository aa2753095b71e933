import {
  mdiAirplane,
  mdiBicycle,
  mdiBird,
  mdiBus,
  mdiCar,
  mdiCat,
  mdiCow,
  mdiDog,
  mdiFerry,
  mdiHorse,
  mdiMotorbike,
  mdiPaw,
  mdiShapeOutline,
  mdiSheep,
  mdiTrain,
  mdiTruck,
  mdiWalk,
} from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";

/** A drawing of 24 by 24 units. With a label it speaks for itself, else it is decoration. */
export function icon(path: string, label?: string): TemplateResult {
  return html`<svg
    class="icon"
    viewBox="0 0 24 24"
    focusable="false"
    role=${label === undefined ? nothing : "img"}
    aria-label=${label ?? nothing}
    aria-hidden=${label === undefined ? "true" : nothing}
  >
    <path d=${path} fill="currentColor"></path>
  </svg>`;
}

const drawings: Readonly<Record<string, string>> = {
  person: mdiWalk,
  vehicle: mdiCar,
  animal: mdiPaw,
  bicycle: mdiBicycle,
  car: mdiCar,
  motorcycle: mdiMotorbike,
  airplane: mdiAirplane,
  bus: mdiBus,
  train: mdiTrain,
  truck: mdiTruck,
  boat: mdiFerry,
  bird: mdiBird,
  cat: mdiCat,
  dog: mdiDog,
  horse: mdiHorse,
  sheep: mdiSheep,
  cow: mdiCow,
  bear: mdiPaw,
  elephant: mdiPaw,
  zebra: mdiPaw,
  giraffe: mdiPaw,
};

/** The drawing for what a detector calls something. */
export const drawingOf = (label: string): string => drawings[label] ?? mdiShapeOutline;
