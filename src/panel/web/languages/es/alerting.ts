import type { alerting as german } from "#panel/web/languages/de/alerting.ts";

export const alerting = {
  "Somebody else saved other settings meanwhile. Yours are not lost: they stand here on top of theirs. Look through them and save again.":
    "Otra persona guardó otros ajustes entretanto. Los tuyos no se han perdido: están aquí por encima. Revísalos y guarda de nuevo.",
  "Single cameras": "Cámaras sueltas",
  "There is no camera yet.": "Aún no hay ninguna cámara.",
  "Pause after an alert": "Pausa tras una alerta",
  "Meanwhile only something riskier is told.": "Entretanto solo se avisa de algo con más riesgo.",
  None: "Ninguna",
  "Tells only": "Avisa solo",
  "Hours of {name}": "Horas de {name}",
  "At all hours.": "A cualquier hora.",
  "no pause": "sin pausa",
  "pause {span}": "pausa {span}",
  "at all hours": "a cualquier hora",
  "at its hours": "a sus horas",
  Never: "Nunca",
  Once: "Una vez",
  "{n} times": "{n} veces",
  "If nobody reacts": "Si nadie reacciona",
  "Tell again": "Volver a avisar",
  "Until somebody says here or on a phone that they have seen it.":
    "Hasta que alguien diga aquí o en un móvil que la ha visto.",
  Every: "Cada",
  "Which alerts": "Qué alertas",
  Further: "Más ajustes",
  "Alerts of several cameras as one": "Alertas de varias cámaras como una",
  "If they come within so long.": "Si llegan dentro de este tiempo.",
  "Each for itself": "Cada una por separado",
  "The snooze button lasts": "El botón de pausa dura",
  "Only when": "Solo cuando",
  "A template of Home Assistant: while it is false, you are told of nothing. Empty is always.":
    "Una plantilla de Home Assistant: mientras sea falsa, no se te avisa de nada. Vacía es siempre.",
  "The saved template has no answer now, so it keeps nothing from you.":
    "La plantilla guardada no tiene respuesta ahora, así que no te oculta nada.",
  "The saved template is true now: you are told.": "La plantilla guardada es verdadera ahora: se te avisa.",
  "The saved template is false now: you are told of nothing.":
    "La plantilla guardada es falsa ahora: no se te avisa de nada.",
  "Only you": "Solo tú",
  "Who is at home": "Quién está en casa",
  "The alarm system": "El sistema de alarma",
  "What sets the mode": "Qué fija el modo",
  "The mode is set by": "El modo lo fija",
  "You can always set it yourself, here and in Home Assistant. Only you begin and end Privacy.":
    "Siempre puedes fijarlo tú, aquí y en Home Assistant. Solo tú empiezas y terminas Privacidad.",
  "Whose coming and going counts": "De quién cuentan las idas y venidas",
  "People of Home Assistant, with commas between. Empty is everybody.":
    "Personas de Home Assistant, separadas por comas. Vacío es todos.",
  "Alarm panel": "Panel de alarma",
  "Its entity in Home Assistant. Armed away is Away, armed night is Night, all else is Home.":
    "Su entidad en Home Assistant. Armada ausente es Fuera, armada noche es Noche, lo demás En casa.",
  "Nobody knows now who is at home: Home Assistant has not said it.":
    "Ahora no se sabe quién está en casa: Home Assistant no lo ha dicho.",
  "Nobody is at home now: Away.": "Ahora no hay nadie en casa: Fuera.",
  "At home now: {names}.": "Ahora en casa: {names}.",
  somebody: "alguien",
  "Only these cameras": "Solo estas cámaras",
  "No camera": "Ninguna cámara",
  "What you are told of": "De qué se te avisa",
  "Cameras in mode {mode}": "Cámaras en modo {mode}",
  "Every alert": "Todas las alertas",
  "What nobody judged counts as medium risk. In Privacy nothing is recorded, looked at or shown.":
    "Lo que nadie ha juzgado cuenta como riesgo medio. En Privacidad no se graba, mira ni muestra nada.",
  "Quiet hours": "Horas de silencio",
  "There are none: you are told at all hours.": "No hay: se te avisa a cualquier hora.",
  "Told all the same": "Se avisa igualmente",
  "Alerts that are so risky break the quiet.": "Las alertas con tanto riesgo rompen el silencio.",
  "Cameras that are never quiet": "Cámaras que nunca callan",
  "From low risk on": "Desde riesgo bajo",
  "From medium risk on": "Desde riesgo medio",
  "From high risk on": "Desde riesgo alto",
  "Only critical risk": "Solo riesgo crítico",
} satisfies Record<keyof typeof german, string>;
