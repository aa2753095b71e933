import { readDayHours } from "#domain/day-hours.ts";
import type { PlaceFacts } from "./offsite.ts";
import type { StorageSettings } from "./settings.ts";

/** What the settings alone tell of a place. Where they are too broken for `name`, it carries its backend's bare name. */
export function placeFacts(settings: StorageSettings, name: () => string): PlaceFacts {
  const { backend, upload_hours: hours } = settings;
  return { name: nameOr(backend, name), ...(hours !== undefined && { hours: readDayHours(hours) }) };
}

function nameOr(backend: string, name: () => string): string {
  try {
    return name();
  } catch {
    return backend;
  }
}
