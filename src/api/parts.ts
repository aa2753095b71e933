import type { CameraSlug } from "#domain/ids.ts";
import type { AlertTest } from "#ports/alert-test.ts";
import type { Briefings } from "#ports/briefings.ts";
import type { House } from "#ports/house.ts";
import type { Notifiers } from "#ports/notifiers.ts";
import type { Retention } from "#ports/retention.ts";
import type { AnalyzerHealth, Spending } from "#ports/spending.ts";
import type { ClipStore } from "#ports/state-store.ts";
import type { Suppressions } from "#ports/suppressions.ts";
import type { AlertingPart } from "./alerting-wire.ts";
import type { RulesPart } from "./rules-wire.ts";
import type { StoragePart } from "./storage-wire.ts";
import type { DiagnosticsWire, HealthWire } from "./wire.ts";

/** What the API reads from and acts on. It holds no state of its own. */
export interface ApiParts {
  readonly house: House;
  readonly clips: ClipStore;
  /** Files outside are never served, whatever a row says. */
  readonly mediaDir: string;
  health(): HealthWire;
  diagnostics(): Promise<DiagnosticsWire>;
  /** Throws `Failure` while the app is still starting. */
  retention(): Retention;
  /** Throws `Failure` while the app is still starting. */
  alertTest(): AlertTest;
  /** Where clips are kept, in the owner's order; none while the app is still starting. */
  storages(): readonly StoragePart[];
  /** What owners draw into the pictures of their cameras. Missing where nothing looks live. */
  readonly rules?: RulesPart | undefined;
  /** What the owner found not interesting. Missing where nobody can say so. */
  readonly suppressions?: Suppressions | undefined;
  /** When alerts are told. Missing where nobody decides that. */
  readonly alerting?: AlertingPart | undefined;
  /** What the owner says of cameras and household. */
  readonly briefings?: Briefings | undefined;
  readonly spending?: Spending | undefined;
  /** How vision models do; none while the app is still starting. */
  analyzers?(): readonly AnalyzerHealth[];
  /** `undefined` while the app is still starting. */
  notifiers?(): Notifiers | undefined;
  /** What somebody deleted in Home Assistant: it stays away until it is asked back. */
  hidden(): { readonly hub: boolean; readonly cameras: readonly CameraSlug[] };
  /** Announces a deleted camera again; without a slug the hub. */
  restore(camera?: CameraSlug): Promise<void>;
  /** Prometheus text format. */
  metrics(): Promise<string>;
  /** The options in force, secrets hidden. */
  options(): unknown;
  readonly version: string;
}
