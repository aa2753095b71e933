import type { alerting as german } from "#panel/web/languages/de/alerting.ts";

export const alerting = {
  "Somebody else saved other settings meanwhile. Yours are not lost: they stand here on top of theirs. Look through them and save again.":
    "Quelqu'un d'autre a enregistré d'autres réglages entre-temps. Les vôtres ne sont pas perdus : ils sont ici par-dessus. Relisez-les et enregistrez de nouveau.",
  "Single cameras": "Chaque caméra",
  "There is no camera yet.": "Il n'y a pas encore de caméra.",
  "Pause after an alert": "Pause après une alerte",
  "Meanwhile only something riskier is told.": "D'ici là, seul un risque plus élevé est signalé.",
  None: "Aucune",
  "Tells only": "Signale seulement",
  "Hours of {name}": "Heures de {name}",
  "At all hours.": "À toute heure.",
  "no pause": "sans pause",
  "pause {span}": "pause {span}",
  "at all hours": "à toute heure",
  "at its hours": "à ses heures",
  Never: "Jamais",
  Once: "Une fois",
  "{n} times": "{n} fois",
  "If nobody reacts": "Si personne ne réagit",
  "Tell again": "Signaler de nouveau",
  "Until somebody says here or on a phone that they have seen it.":
    "Jusqu'à ce que quelqu'un dise ici ou sur un téléphone l'avoir vue.",
  Every: "Toutes les",
  "Which alerts": "Quelles alertes",
  Further: "Autres réglages",
  "Alerts of several cameras as one": "Alertes de plusieurs caméras en une",
  "If they come within so long.": "Si elles arrivent dans ce délai.",
  "Each for itself": "Chacune à part",
  "The snooze button lasts": "Le bouton de pause dure",
  "Only when": "Seulement si",
  "A template of Home Assistant: while it is false, you are told of nothing. Empty is always.":
    "Un template de Home Assistant : tant qu'il est faux, rien ne vous est signalé. Vide signifie toujours.",
  "The saved template has no answer now, so it keeps nothing from you.":
    "Le template enregistré n'a pas de réponse pour l'instant : il ne vous cache rien.",
  "The saved template is true now: you are told.": "Le template enregistré est vrai : vous êtes prévenu.",
  "The saved template is false now: you are told of nothing.":
    "Le template enregistré est faux : rien ne vous est signalé.",
  "Only you": "Vous seul",
  "Who is at home": "Qui est à la maison",
  "The alarm system": "Le système d'alarme",
  "What sets the mode": "Ce qui règle le mode",
  "The mode is set by": "Le mode est réglé par",
  "You can always set it yourself, here and in Home Assistant. Only you begin and end Privacy.":
    "Vous pouvez toujours le régler vous-même, ici et dans Home Assistant. Vous seul commencez et terminez Vie privée.",
  "Whose coming and going counts": "Dont les allées et venues comptent",
  "People of Home Assistant, with commas between. Empty is everybody.":
    "Personnes de Home Assistant, séparées par des virgules. Vide signifie tout le monde.",
  "Alarm panel": "Panneau d'alarme",
  "Its entity in Home Assistant. Armed away is Away, armed night is Night, all else is Home.":
    "Son entité dans Home Assistant. Armée absence donne Absent, armée nuit donne Nuit, le reste Présent.",
  "Nobody knows now who is at home: Home Assistant has not said it.":
    "On ne sait pas qui est à la maison : Home Assistant ne l'a pas dit.",
  "Nobody is at home now: Away.": "Personne n'est à la maison : Absent.",
  "At home now: {names}.": "À la maison : {names}.",
  somebody: "quelqu'un",
  "Only these cameras": "Seulement ces caméras",
  "No camera": "Aucune caméra",
  "What you are told of": "Ce qui vous est signalé",
  "Cameras in mode {mode}": "Caméras en mode {mode}",
  "Every alert": "Toutes les alertes",
  "What nobody judged counts as medium risk. In Privacy nothing is recorded, looked at or shown.":
    "Ce que personne n'a jugé compte comme risque moyen. En Vie privée, rien n'est enregistré, examiné ni montré.",
  "Quiet hours": "Heures calmes",
  "There are none: you are told at all hours.": "Il n'y en a pas : vous êtes prévenu à toute heure.",
  "Told all the same": "Signalé malgré tout",
  "Alerts that are so risky break the quiet.": "Les alertes à ce risque rompent le silence.",
  "Cameras that are never quiet": "Caméras jamais silencieuses",
  "From low risk on": "Dès un risque faible",
  "From medium risk on": "Dès un risque moyen",
  "From high risk on": "Dès un risque élevé",
  "Only critical risk": "Seulement un risque critique",
} satisfies Record<keyof typeof german, string>;
