import type { CameraId, CameraSlug } from "#domain/ids.ts";
import type { CameraView, House } from "#ports/house.ts";
import type { Memory } from "./memory.ts";
import { type Place, placesOf } from "./places.ts";

/** Knows the zones and lines of each camera, also before anybody has looked since the start. */
export interface PlaceKeeper {
  of(camera: Pick<CameraView, "id" | "live">): readonly Place[];
  /** Forgotten cameras too. */
  ofDevice(device: CameraId): readonly Place[];
  /** Something goes on there: perhaps with other zones than before. */
  note(camera: CameraSlug): void;
}

export function makePlaceKeeper(
  house: House,
  memory: Pick<Memory, "places" | "keepPlaces">,
  onChange: () => void,
): PlaceKeeper {
  return {
    of: ({ id, live }) => (live === undefined ? memory.places(id) : placesOf(live)),
    ofDevice: (device) => memory.places(device),
    note(slug) {
      const view = house.camera(slug);
      if (view?.live !== undefined && memory.keepPlaces(view.id, placesOf(view.live))) onChange();
    },
  };
}
