import type { EntityRow } from "./entity-row.ts";
import type { Word } from "./words/en.ts";

/** A switch that is obeyed, and answered with how it stands. */
export function switchEntity(name: string, word: Word, icon: string, category?: "config"): EntityRow {
  return {
    key: `${name}_switch`,
    name: word,
    outlivesCamera: true,
    config: {
      platform: "switch",
      icon,
      ...(category === undefined ? {} : { entity_category: category }),
      state_topic: `switch/${name}`,
      command_topic: `switch/${name}/set`,
    },
  };
}
