import type { panel as german } from "#panel/web/languages/de/panel.ts";

export const panel = {
  Review: "Revue",
  Notifications: "Notifications",
  System: "Système",
  Pages: "Pages",
  "{n} problem": "{n} problème",
  "{n} problems": "{n} problèmes",
  "Porchlight took too long to answer.": "Porchlight a mis trop de temps à répondre.",
  "Porchlight does not answer. It may be starting; this page tries again.":
    "Porchlight ne répond pas. Il démarre peut-être ; cette page réessaie.",
  "Home Assistant has signed this page out. Reload it.":
    "Home Assistant a déconnecté cette page. Rechargez-la.",
  "Porchlight is not running. Home Assistant shows why in the app's log.":
    "Porchlight n'est pas lancé. Home Assistant montre pourquoi dans le journal de l'application.",
  "Porchlight refused the request (status {status}).": "Porchlight a refusé la requête (état {status}).",
  "Not saved yet": "Pas encore enregistré",
  "Not saved yet.": "Pas encore enregistré.",
  "What you changed is not saved yet.": "Vos modifications ne sont pas encore enregistrées.",
  "What you drew is not saved yet.": "Ce que vous avez dessiné n'est pas encore enregistré.",
  Stay: "Rester",
  "Leave without it": "Quitter sans enregistrer",
  "Save and leave": "Enregistrer et quitter",
  Save: "Enregistrer",
  "Saving…": "Enregistrement…",
  "Saved.": "Enregistré.",
  Discard: "Annuler les modifications",
  Done: "Terminé",
  Name: "Nom",
  Nothing: "Rien",
  nothing: "rien",
  "(nothing)": "(rien)",
} satisfies Record<keyof typeof german, string>;
