import type { common as german } from "#panel/web/languages/de/common.ts";

export const common = {
  "Try again": "Reintentar",
  Close: "Cerrar",
  Cancel: "Cancelar",
  Remove: "Quitar",
  Camera: "Cámara",
  Cameras: "Cámaras",
  Alerts: "Alertas",
  Motion: "Movimiento",
  Starred: "Con estrella",
  "{n} more": "{n} más",
  "{n} ms": "{n} ms",
  "Since {when}": "Desde {when}",
  "No camera yet": "Aún no hay cámaras",
  "Add a camera in the app's configuration: its name and its stream address are enough. Then restart Porchlight.":
    "Añade una cámara en la configuración de la aplicación: basta con su nombre y la dirección de su transmisión. Después reinicia Porchlight.",
  "Options to correct": "Opciones por corregir",
  "An option needs correcting": "Hay que corregir una opción",
  "Some options need correcting": "Hay que corregir algunas opciones",
  "Open the app's Configuration tab in Home Assistant, correct this, save, and restart Porchlight.":
    "Abre la pestaña Configuración de la aplicación en Home Assistant, corrige esto, guarda y reinicia Porchlight.",
  "And {n} more.": "Y {n} más.",
} satisfies Record<keyof typeof german, string>;
