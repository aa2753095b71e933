import type { storage as german } from "#panel/web/languages/de/storage.ts";

export const storage = {
  Storage: "Almacenamiento",
  "Where clips are kept": "Dónde se guardan los clips",
  "A thief takes this machine along. Name a place for copies in the options, under Storage.":
    "Un ladrón se lleva este equipo. Indica un lugar para las copias en las opciones, en Almacenamiento.",
  "From {from} to {to}. Clips with an alert go at once.":
    "De {from} a {to}. Los clips con alerta salen enseguida.",
  "Log in to {title}": "Iniciar sesión en {title}",
  "Open {title}": "Abrir {title}",
  "Allow access there. {title} shows a code.": "Permite allí el acceso. {title} muestra un código.",
  "Enter the code here.": "Introduce el código aquí.",
  "Logging in…": "Iniciando sesión…",
  "Log in": "Iniciar sesión",
  "This machine": "Este equipo",
  "Bucket {name}": "Bucket {name}",
  "Log in to {title}, so that clips can be copied there.":
    "Inicia sesión en {title} para que los clips se puedan copiar allí.",
  "{n} clip waits until you log in to {title}.": "{n} clip espera a que inicies sesión en {title}.",
  "{n} clips wait until you log in to {title}.": "{n} clips esperan a que inicies sesión en {title}.",
  "{n} clip waits to be checked.": "{n} clip espera la comprobación.",
  "{n} clips wait to be checked.": "{n} clips esperan la comprobación.",
  "{n} clip waits to be copied.": "{n} clip espera a ser copiado.",
  "{n} clips wait to be copied.": "{n} clips esperan a ser copiados.",
  "Every clip lies here first.": "Cada clip está primero aquí.",
  "Copies of clips go here.": "Aquí van copias de los clips.",
} satisfies Record<keyof typeof german, string>;
