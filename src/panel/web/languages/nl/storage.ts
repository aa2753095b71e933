import type { storage as german } from "#panel/web/languages/de/storage.ts";

export const storage = {
  Storage: "Opslag",
  "Where clips are kept": "Waar clips worden bewaard",
  "A thief takes this machine along. Name a place for copies in the options, under Storage.":
    "Een dief neemt dit apparaat mee. Noem in de opties onder Opslag een plek voor kopieën.",
  "From {from} to {to}. Clips with an alert go at once.":
    "Van {from} tot {to}. Clips met een melding gaan meteen.",
  "Log in to {title}": "Aanmelden bij {title}",
  "Open {title}": "{title} openen",
  "Allow access there. {title} shows a code.": "Geef daar toegang. {title} toont een code.",
  "Enter the code here.": "Vul de code hier in.",
  "Logging in…": "Aanmelden…",
  "Log in": "Aanmelden",
  "This machine": "Dit apparaat",
  "Bucket {name}": "Bucket {name}",
  "Log in to {title}, so that clips can be copied there.":
    "Meld je aan bij {title}, zodat clips daarheen gekopieerd kunnen worden.",
  "{n} clip waits until you log in to {title}.": "{n} clip wacht tot je je aanmeldt bij {title}.",
  "{n} clips wait until you log in to {title}.": "{n} clips wachten tot je je aanmeldt bij {title}.",
  "{n} clip waits to be checked.": "{n} clip wacht op controle.",
  "{n} clips wait to be checked.": "{n} clips wachten op controle.",
  "{n} clip waits to be copied.": "{n} clip wacht om gekopieerd te worden.",
  "{n} clips wait to be copied.": "{n} clips wachten om gekopieerd te worden.",
  "Every clip lies here first.": "Elke clip staat eerst hier.",
  "Copies of clips go here.": "Kopieën van clips komen hier.",
} satisfies Record<keyof typeof german, string>;
