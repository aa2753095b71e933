/**
 * All of `config.yaml` but version, options and schema.
 *
 * A key that stands at the Supervisor's default is left out, as the app linter refuses it. Left out for good:
 * `watchdog` (HEALTHCHECK in the Dockerfile does it), `webui` (ingress does it), and whatever costs security rating:
 * host_network, hassio_api, auth_api, full_access, privileged.
 */
export const manifest = {
  name: "Porchlight",
  slug: "porchlight",
  description:
    "A watchman that lives in the house: turns the cameras you already own into alerts worth reading",
  arch: ["aarch64", "amd64"],
  // The first release with MQTT device discovery as we use it.
  homeassistant: "2024.12.0",
  // s6-overlay 3 is the init already.
  init: false,
  // The app stops within 20 s, of which the clip being recorded takes most.
  timeout: 30,
  ingress: true,
  // Uploads are streamed through instead of being cut at 16 MiB.
  ingress_stream: true,
  panel_icon: "mdi:cctv",
  services: ["mqtt:want"],
  map: ["media:rw"],
  // Render nodes of the first two graphics processors, for the detector; missing ones are ignored.
  devices: ["/dev/dri/renderD128", "/dev/dri/renderD129"],
  // Half-written files of helpers belong in memory, not on an SD card.
  tmpfs: true,
  // Bare names, matched from the right. Models are fetched again. The database changes while it is copied: a backup holds
  // `porchlight.db.backup`, which is always whole, and a start without a database begins from it.
  backup_exclude: ["models", "porchlight.db", "porchlight.db-*", "porchlight.db.corrupt-*", "*.part*"],
} as const;
