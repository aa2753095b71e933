import type { MeterLabels, MeterName, meters } from "#domain/meters.ts";

type Of<Kind> = { [Name in MeterName]: (typeof meters)[Name]["kind"] extends Kind ? Name : never }[MeterName];

/** Where parts of the app write down how full and how often; the metrics show it. Never throws, costs nothing. */
export interface Meter {
  add<Name extends Of<"count">>(name: Name, labels: MeterLabels<Name>, by?: number): void;
  set<Name extends Of<"level">>(name: Name, value: number, labels: MeterLabels<Name>): void;
}
