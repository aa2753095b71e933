import type { alerting as german } from "#panel/web/languages/de/alerting.ts";

export const alerting = {
  "Somebody else saved other settings meanwhile. Yours are not lost: they stand here on top of theirs. Look through them and save again.":
    "Iemand anders heeft intussen andere instellingen opgeslagen. De jouwe zijn niet weg: ze staan hier bovenop. Loop ze na en sla opnieuw op.",
  "Single cameras": "Afzonderlijke camera's",
  "There is no camera yet.": "Er is nog geen camera.",
  "Pause after an alert": "Pauze na een melding",
  "Meanwhile only something riskier is told.": "Intussen wordt alleen iets riskanters gemeld.",
  None: "Geen",
  "Tells only": "Meldt alleen",
  "Hours of {name}": "Uren van {name}",
  "At all hours.": "Op elk uur.",
  "no pause": "geen pauze",
  "pause {span}": "pauze {span}",
  "at all hours": "op elk uur",
  "at its hours": "op zijn uren",
  Never: "Nooit",
  Once: "Eén keer",
  "{n} times": "{n} keer",
  "If nobody reacts": "Als niemand reageert",
  "Tell again": "Opnieuw melden",
  "Until somebody says here or on a phone that they have seen it.":
    "Tot iemand hier of op een telefoon zegt dat hij het heeft gezien.",
  Every: "Elke",
  "Which alerts": "Welke meldingen",
  Further: "Verder",
  "Alerts of several cameras as one": "Meldingen van meerdere camera's als één",
  "If they come within so long.": "Als ze binnen deze tijd komen.",
  "Each for itself": "Elk apart",
  "The snooze button lasts": "De pauzeknop duurt",
  "Only when": "Alleen als",
  "A template of Home Assistant: while it is false, you are told of nothing. Empty is always.":
    "Een template van Home Assistant: zolang die onwaar is, krijg je niets te horen. Leeg is altijd.",
  "The saved template has no answer now, so it keeps nothing from you.":
    "De opgeslagen template heeft nu geen antwoord en houdt dus niets achter.",
  "The saved template is true now: you are told.": "De opgeslagen template is nu waar: je krijgt bericht.",
  "The saved template is false now: you are told of nothing.":
    "De opgeslagen template is nu onwaar: je krijgt niets te horen.",
  "Only you": "Alleen jij",
  "Who is at home": "Wie er thuis is",
  "The alarm system": "Het alarmsysteem",
  "What sets the mode": "Wat de modus bepaalt",
  "The mode is set by": "De modus wordt bepaald door",
  "You can always set it yourself, here and in Home Assistant. Only you begin and end Privacy.":
    "Je kunt hem altijd zelf instellen, hier en in Home Assistant. Privacy begin en beëindig alleen jij.",
  "Whose coming and going counts": "Wiens komen en gaan telt",
  "People of Home Assistant, with commas between. Empty is everybody.":
    "Personen van Home Assistant, met komma's ertussen. Leeg is iedereen.",
  "Alarm panel": "Alarmpaneel",
  "Its entity in Home Assistant. Armed away is Away, armed night is Night, all else is Home.":
    "De entiteit in Home Assistant. Afwezig ingeschakeld is Afwezig, nacht ingeschakeld is Nacht, al het andere Thuis.",
  "Nobody knows now who is at home: Home Assistant has not said it.":
    "Niemand weet nu wie er thuis is: Home Assistant heeft het niet gezegd.",
  "Nobody is at home now: Away.": "Er is nu niemand thuis: Afwezig.",
  "At home now: {names}.": "Nu thuis: {names}.",
  somebody: "iemand",
  "Only these cameras": "Alleen deze camera's",
  "No camera": "Geen camera",
  "What you are told of": "Wat je wordt gemeld",
  "Cameras in mode {mode}": "Camera's in modus {mode}",
  "Every alert": "Elke melding",
  "What nobody judged counts as medium risk. In Privacy nothing is recorded, looked at or shown.":
    "Wat niemand heeft beoordeeld, telt als gemiddeld risico. In Privacy wordt niets opgenomen, bekeken of getoond.",
  "Quiet hours": "Stille uren",
  "There are none: you are told at all hours.": "Er zijn er geen: je krijgt op elk uur bericht.",
  "Told all the same": "Toch gemeld",
  "Alerts that are so risky break the quiet.": "Meldingen met zo'n risico doorbreken de stilte.",
  "Cameras that are never quiet": "Camera's die nooit stil zijn",
  "From low risk on": "Vanaf laag risico",
  "From medium risk on": "Vanaf gemiddeld risico",
  "From high risk on": "Vanaf hoog risico",
  "Only critical risk": "Alleen kritiek risico",
} satisfies Record<keyof typeof german, string>;
