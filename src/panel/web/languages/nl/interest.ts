import type { interest as german } from "#panel/web/languages/de/interest.ts";

export const interest = {
  "Not interesting": "Niet interessant",
  "What is not interesting here": "Wat hier niet interessant is",
  "You are not told of this any more: {words}.": "Dit wordt je niet meer gemeld: {words}.",
  "Change it on the camera's page": "Wijzigen op de pagina van de camera",
  "Do not tell me of this?": "Dit niet meer melden?",
  "Do not tell me": "Niet meer melden",
  "Looking at past alerts…": "Eerdere meldingen bekijken…",
  "Such clips are still recorded, kept and listed. An alert of high risk is told all the same.":
    "Zulke clips worden nog steeds opgenomen, bewaard en getoond. Een melding met hoog risico komt toch door.",
  "Past alerts that would have been hidden": "Eerdere meldingen die verborgen zouden zijn",
  "The newest {n} are shown.": "De nieuwste {n} worden getoond.",
  "Hide more": "Meer verbergen",
  "Where in the picture: framed": "Waar in het beeld: omkaderd",
  "This would have hidden {hidden} of the only alert of this camera":
    "Dit zou {hidden} van 1 melding van deze camera hebben verborgen",
  "This would have hidden {hidden} of the last {looked} alerts of this camera":
    "Dit zou {hidden} van de laatste {looked} meldingen van deze camera hebben verborgen",
  "{what}, {when}: no picture": "{what}, {when}: geen beeld",
  "You are not told of these. They are recorded and listed all the same.":
    "Dit wordt je niet gemeld. Het wordt wel opgenomen en getoond.",
  "Once so far": "Tot nu toe één keer",
  "{n} times so far": "Tot nu toe {n} keer",
  "Not seen since": "Sindsdien niet gezien",
  "{often}, last {when}": "{often}, laatst {when}",
  "because of this alert": "vanwege deze melding",
  "Remove: {words}": "Verwijderen: {words}",
} satisfies Record<keyof typeof german, string>;
