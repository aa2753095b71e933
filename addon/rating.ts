import type { ManifestFile } from "./manifest-schema.ts";

const costlyRights = new Set(
  "BPF CHECKPOINT_RESTORE DAC_READ_SEARCH NET_ADMIN NET_RAW PERFMON SYS_ADMIN SYS_MODULE SYS_PTRACE SYS_RAWIO".split(
    " ",
  ),
);

export const RATING_MAX = 8;

/** The security rating as the Supervisor computes it (supervisor/apps/utils.py) once the profile is loaded. */
export function securityRating(manifest: ManifestFile, hasProfile: boolean): number {
  if (manifest.docker_api || manifest.full_access) return 1;
  const rating =
    5 +
    (manifest.apparmor === false ? -1 : hasProfile ? 1 : 0) +
    (manifest.ingress ? 2 : manifest.auth_api ? 1 : 0) +
    (manifest.kernel_modules || manifest.privileged?.some((right) => costlyRights.has(right)) ? -1 : 0) +
    (manifest.hassio_role === "manager" ? -1 : manifest.hassio_role === "admin" ? -2 : 0) +
    (manifest.host_network ? -1 : 0) +
    (manifest.host_pid ? -2 : 0) +
    (manifest.host_uts && manifest.privileged?.includes("SYS_ADMIN") ? -1 : 0);
  return Math.min(Math.max(rating, 1), RATING_MAX);
}
