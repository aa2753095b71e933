import { z } from "zod";
import type { AddonType } from "./addon-type.ts";

/** Rules of supervisor/apps/validate.py and of the app linter, written anew. */

const Flag = z.boolean();
const Path = z.string().regex(/^\/[^:]+$/, { error: "must be an absolute path without a colon" });
const storages =
  "data|config|ssl|local_apps|addons|backup|share|media|homeassistant_config|all_app_configs|all_addon_configs|app_config|addon_config";

const AddonSchemaType: z.ZodType<AddonType> = z.lazy(() =>
  z.union([z.string(), z.tuple([AddonSchemaType]), z.record(z.string(), AddonSchemaType)]),
);

/** Every key that the Supervisor knows. It drops others without a word, so a typo must be found here. */
export const ManifestFile = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  slug: z.string().regex(/^[a-z0-9_]+$/),
  description: z.string().min(1),
  arch: z.array(z.enum(["aarch64", "amd64"])).min(1),
  url: z.url().optional(),
  image: z
    .string()
    .regex(/^[a-z0-9./_{}-]+$/, { error: "must be a lower-case registry path without a tag" })
    .optional(),
  stage: z.enum(["stable", "experimental", "deprecated"]).optional(),
  panel_icon: z
    .string()
    .regex(/^mdi:[a-z0-9-]+$/)
    .optional(),
  panel_title: z.string().optional(),
  panel_admin: Flag.optional(),
  homeassistant: z
    .string()
    .regex(/^\d{4}\.\d{1,2}\.\d+$/)
    .optional(),
  machine: z.array(z.string()).optional(),
  breaking_versions: z.array(z.string()).optional(),
  startup: z.enum(["initialize", "system", "services", "application", "once"]).optional(),
  boot: z.enum(["auto", "manual", "manual_only"]).optional(),
  init: Flag.optional(),
  timeout: z.int().min(10).max(300).optional(),
  ports: z.record(z.string().regex(/^\d+(?:\/tcp|\/udp)?$/), z.int().min(1).max(65535).nullable()).optional(),
  ports_description: z.record(z.string(), z.string()).optional(),
  webui: z.string().optional(),
  ingress: Flag.optional(),
  ingress_port: z.int().min(0).max(65535).optional(),
  ingress_entry: z.string().optional(),
  ingress_stream: Flag.optional(),
  host_network: Flag.optional(),
  host_pid: Flag.optional(),
  host_ipc: Flag.optional(),
  host_uts: Flag.optional(),
  host_dbus: Flag.optional(),
  devices: z.array(Path).optional(),
  video: Flag.optional(),
  gpio: Flag.optional(),
  usb: Flag.optional(),
  uart: Flag.optional(),
  audio: Flag.optional(),
  udev: Flag.optional(),
  devicetree: Flag.optional(),
  kernel_modules: Flag.optional(),
  realtime: Flag.optional(),
  full_access: Flag.optional(),
  privileged: z
    .array(
      z.enum([
        "BPF",
        "CHECKPOINT_RESTORE",
        "DAC_READ_SEARCH",
        "IPC_LOCK",
        "NET_ADMIN",
        "NET_RAW",
        "PERFMON",
        "SYS_ADMIN",
        "SYS_MODULE",
        "SYS_NICE",
        "SYS_PTRACE",
        "SYS_RAWIO",
        "SYS_RESOURCE",
        "SYS_TIME",
      ]),
    )
    .optional(),
  tmpfs: Flag.optional(),
  ulimits: z
    .record(z.string(), z.union([z.int(), z.strictObject({ soft: z.int(), hard: z.int() })]))
    .optional(),
  apparmor: Flag.optional(),
  hassio_api: Flag.optional(),
  hassio_role: z.enum(["default", "homeassistant", "backup", "manager", "admin"]).optional(),
  homeassistant_api: Flag.optional(),
  auth_api: Flag.optional(),
  docker_api: Flag.optional(),
  stdin: Flag.optional(),
  journald: Flag.optional(),
  services: z.array(z.string().regex(/^(mqtt|mysql):(provide|want|need)$/)).optional(),
  discovery: z.array(z.string()).optional(),
  map: z.array(z.string().regex(new RegExp(`^(${storages})(:(rw|ro))?$`))).optional(),
  backup: z.enum(["hot", "cold"]).optional(),
  backup_pre: z.string().optional(),
  backup_post: z.string().optional(),
  backup_exclude: z.array(z.string().regex(/^[^/]+$/, { error: "must be a bare name" })).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  schema: z.record(z.string(), AddonSchemaType).optional(),
});
export type ManifestFile = z.output<typeof ManifestFile>;

/** The Supervisor's defaults; the app linter refuses a key that only repeats its own. */
export const manifestDefaults: Partial<Record<keyof ManifestFile, unknown>> = {
  startup: "application",
  boot: "auto",
  init: true,
  timeout: 10,
  stage: "stable",
  panel_icon: "mdi:puzzle",
  panel_admin: true,
  ingress: false,
  ingress_port: 8099,
  ingress_stream: false,
  apparmor: true,
  hassio_role: "default",
  backup: "hot",
  ...Object.fromEntries(
    "host_network host_pid host_ipc host_uts host_dbus video gpio usb uart audio udev devicetree kernel_modules realtime full_access tmpfs hassio_api homeassistant_api auth_api docker_api stdin journald"
      .split(" ")
      .map((key) => [key, false]),
  ),
};
