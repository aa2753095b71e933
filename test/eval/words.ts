import { groupOf, type ObjectGroup } from "#domain/detection.ts";
import type { AnyWord } from "./case.ts";

/** What models call a person besides. */
const PEOPLE =
  /\b(?:person|people|human|m[ae]n|wom[ae]n|child|children|boy|girl|adult|courier|postman|visitor|worker|pedestrian|burglar|intruder|figure)s?\b/iu;
const VEHICLES = /\b(?:vehicle|van|suv|lorry|pickup|motorbike|scooter)s?\b/iu;
const ANIMALS = /\b(?:animal|pet|kitten|puppy|fox|deer|raccoon)s?\b/iu;
const others: Readonly<Record<ObjectGroup, RegExp>> = { person: PEOPLE, vehicle: VEHICLES, animal: ANIMALS };

export interface Named {
  readonly type: string;
  readonly description: string;
}

/** Whether a thing of the timeline is what is meant. A group is told by the type, any other word by the description too. */
export function isNamed({ type, description }: Named, wanted: AnyWord): boolean {
  return alternatives(wanted).some((word) => {
    const group = groupOf(word);
    // `car` is a vehicle of one kind: then words decide.
    if (group === word) return typeGroup(type) === group;
    return holds(`${type} ${description}`, word);
  });
}

/** Whether one of the words stands in a text, as a word of its own, in singular or plural. */
export const isSaid = (text: string, wanted: AnyWord): boolean =>
  alternatives(wanted).some((word) => holds(text, word));

export const wordsOf = (wanted: AnyWord): string => alternatives(wanted).join("/");

const alternatives = (wanted: AnyWord): readonly string[] => (typeof wanted === "string" ? [wanted] : wanted);

function typeGroup(type: string): ObjectGroup | undefined {
  const plain = type.trim().toLowerCase();
  const known = groupOf(plain);
  if (known !== undefined) return known;
  return (Object.keys(others) as ObjectGroup[]).find((group) => others[group].test(plain));
}

function holds(text: string, word: string): boolean {
  const literal = word.trim().replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${literal}(?:s|es)?(?![\p{L}\p{N}])`, "iu").test(text);
}
