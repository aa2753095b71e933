import type { z } from "zod";
import type { Camera } from "#domain/camera.ts";
import type { Polygon } from "#domain/geometry.ts";
import type { AlertPolicy } from "./alert-policy.ts";
import type { Broker } from "./broker.ts";
import type { ClipAnalyzer } from "./clip-analyzer.ts";
import type { ClipSource } from "./clip-source.ts";
import type { ClipStorage } from "./clip-storage.ts";
import type { Clock } from "./clock.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import type { LiveWatcher } from "./live-watcher.ts";
import type { Logger } from "./logger.ts";
import type { Meter } from "./meter.ts";
import type { Notifier } from "./notifier.ts";
import type { ObjectFilter } from "./object-filter.ts";
import type { StateStore } from "./state-store.ts";
import type { VideoDecoding } from "./video-decoding.ts";

/** What each kind of plugin opens to. */
export interface Ports {
  readonly source: ClipSource;
  readonly filter: ObjectFilter;
  readonly analyzer: ClipAnalyzer;
  readonly policy: AlertPolicy;
  readonly notifier: Notifier;
  readonly storage: ClipStorage;
  readonly store: StateStore;
}

/** What every plugin may use of the app. */
export interface PluginContext {
  readonly log: Logger;
  readonly clock: Clock;
  /** Paths of the ffmpeg programs in use. */
  readonly ffmpeg: { readonly ffmpeg: string; readonly ffprobe: string };
  /** The app's own data: database, models. */
  readonly dataDir: string;
  /** `clips/{camera}/…` lies below. */
  readonly mediaDir: string;
  readonly broker: Broker;
  /** Missing outside Home Assistant. */
  readonly homeAssistant?: HomeAssistant;
  readonly meter?: Meter;
  /** Tells of something wrong, or (without a sentence) that it is well again. */
  problem(key: string, sentence?: string): void;
}

/** What a source needs besides: which camera, and whether it may record now. */
export interface SourceContext extends PluginContext {
  readonly camera: Camera;
  isRecordingOn(): boolean;
  /** Where motion does not count, as the owner has it now: another list once that was changed. Nowhere without it. */
  readonly motionMasks?: () => readonly Polygon[];
  /** What the source wants to remember of this camera over restarts, as JSON. Nothing is remembered without. */
  readonly memory?: CameraMemory;
  /** Looks at frames while something moves. Without it nobody does, and none are decoded for it. */
  readonly live?: LiveWatcher;
  /** How to decode all of a stream; in software without it. */
  readonly decoding?: VideoDecoding;
}

export interface CameraMemory {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

/** What a notifier needs besides. */
export interface NotifierContext extends PluginContext {
  /** What it wants to remember over restarts, as JSON. Nothing is remembered without. */
  readonly memory?: NotifierMemory;
  /** Where our page is inside Home Assistant: `/app/a1b2c3_porchlight`. Missing outside of it. */
  readonly appPath?: string | undefined;
  /** The same for a browser anywhere: `https://home.example/app/a1b2c3_porchlight/`. Missing where nobody knows. */
  readonly panelAddress?: string | undefined;
  /** How long the button for it lasts, in minutes; 30 without. */
  readonly snoozeMinutes?: () => number;
  /** Somebody makes use of what people write back. */
  readonly takesReplies?: boolean;
}

export interface NotifierMemory {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

/** What is kept is kept also while there is no ffmpeg. */
export type StorageContext = Omit<PluginContext, "ffmpeg">;

/** The store comes first: broker and ffmpeg are found with what it remembers. */
export type StoreContext = Pick<PluginContext, "log" | "clock" | "dataDir" | "problem">;

export interface Contexts {
  readonly source: SourceContext;
  readonly filter: PluginContext;
  readonly analyzer: PluginContext;
  readonly policy: PluginContext;
  readonly notifier: NotifierContext;
  readonly storage: StorageContext;
  readonly store: StoreContext;
}

export interface Plugin<Kind extends keyof Ports, Config extends z.ZodType> {
  readonly kind: Kind;
  readonly backend: string;
  readonly config: Config;
  open(config: z.output<Config>, context: Contexts[Kind]): Promise<Ports[Kind]>;
}

/** Binds `open` to the schema that it is written against. Heavy modules are imported inside `open`. */
export const definePlugin = <Kind extends keyof Ports, Config extends z.ZodType>(
  plugin: Plugin<Kind, Config>,
): Plugin<Kind, Config> => plugin;
