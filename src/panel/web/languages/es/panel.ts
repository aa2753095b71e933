import type { panel as german } from "#panel/web/languages/de/panel.ts";

export const panel = {
  Review: "Repaso",
  Notifications: "Notificaciones",
  System: "Sistema",
  Pages: "Páginas",
  "{n} problem": "{n} problema",
  "{n} problems": "{n} problemas",
  "Porchlight took too long to answer.": "Porchlight tardó demasiado en responder.",
  "Porchlight does not answer. It may be starting; this page tries again.":
    "Porchlight no responde. Quizá se esté iniciando; esta página lo reintenta.",
  "Home Assistant has signed this page out. Reload it.":
    "Home Assistant ha cerrado la sesión de esta página. Recárgala.",
  "Porchlight is not running. Home Assistant shows why in the app's log.":
    "Porchlight no está en marcha. Home Assistant muestra por qué en el registro de la aplicación.",
  "Porchlight refused the request (status {status}).": "Porchlight rechazó la petición (estado {status}).",
  "Not saved yet": "Aún sin guardar",
  "Not saved yet.": "Aún sin guardar.",
  "What you changed is not saved yet.": "Tus cambios aún no están guardados.",
  "What you drew is not saved yet.": "Lo que has dibujado aún no está guardado.",
  Stay: "Quedarse",
  "Leave without it": "Salir sin guardar",
  "Save and leave": "Guardar y salir",
  Save: "Guardar",
  "Saving…": "Guardando…",
  "Saved.": "Guardado.",
  Discard: "Descartar",
  Done: "Listo",
  Name: "Nombre",
  Nothing: "Nada",
  nothing: "nada",
  "(nothing)": "(nada)",
} satisfies Record<keyof typeof german, string>;
