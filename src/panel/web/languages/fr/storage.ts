import type { storage as german } from "#panel/web/languages/de/storage.ts";

export const storage = {
  Storage: "Stockage",
  "Where clips are kept": "Où les clips sont conservés",
  "A thief takes this machine along. Name a place for copies in the options, under Storage.":
    "Un voleur emporte cette machine. Indiquez un endroit pour les copies dans les options, sous Stockage.",
  "From {from} to {to}. Clips with an alert go at once.":
    "De {from} à {to}. Les clips avec alerte partent aussitôt.",
  "Log in to {title}": "Se connecter à {title}",
  "Open {title}": "Ouvrir {title}",
  "Allow access there. {title} shows a code.": "Autorisez-y l'accès. {title} affiche un code.",
  "Enter the code here.": "Saisissez le code ici.",
  "Logging in…": "Connexion…",
  "Log in": "Se connecter",
  "This machine": "Cette machine",
  "Bucket {name}": "Bucket {name}",
  "Log in to {title}, so that clips can be copied there.":
    "Connectez-vous à {title} pour que les clips puissent y être copiés.",
  "{n} clip waits until you log in to {title}.": "{n} clip attend que vous vous connectiez à {title}.",
  "{n} clips wait until you log in to {title}.": "{n} clips attendent que vous vous connectiez à {title}.",
  "{n} clip waits to be checked.": "{n} clip attend d'être vérifié.",
  "{n} clips wait to be checked.": "{n} clips attendent d'être vérifiés.",
  "{n} clip waits to be copied.": "{n} clip attend d'être copié.",
  "{n} clips wait to be copied.": "{n} clips attendent d'être copiés.",
  "Every clip lies here first.": "Chaque clip est d'abord ici.",
  "Copies of clips go here.": "Les copies des clips vont ici.",
} satisfies Record<keyof typeof german, string>;
