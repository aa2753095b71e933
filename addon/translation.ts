import type { OptionNode } from "./json-schema.ts";
import type { Words } from "./words/texts.ts";

/** What a file in `translations/` says of one option. */
export interface TranslatedOption {
  readonly name: string;
  readonly description: string;
  readonly fields?: Readonly<Record<string, TranslatedOption>>;
}

/**
 * The form's texts in one language, English if none is named. What a language lacks stays English, as Home Assistant
 * shows nothing else either; `wordProblems` tells of it.
 *
 * Throws on an option without texts.
 */
export function translation(
  options: OptionNode,
  words: Words = { titles: {}, descriptions: {} },
): Record<string, TranslatedOption> {
  return Object.fromEntries(
    Object.entries(options.properties ?? {}).map(([key, option]) => {
      const { title, description } = option;
      if (!title || !description) throw new Error(`${key}: an option needs a title and a description.`);
      const fields = fieldsOf(option);
      return [
        key,
        {
          name: words.titles[title] ?? title,
          description: words.descriptions[description] ?? description,
          ...(fields && { fields: translation(fields, words) }),
        },
      ];
    }),
  );
}

/** What holds the named fields of an option: a dict itself, or the items of a list. */
export function fieldsOf(option: OptionNode): OptionNode | undefined {
  if (option.properties) return option;
  return option.items?.properties ? option.items : undefined;
}
