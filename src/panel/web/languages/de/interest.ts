export const interest = {
  "Not interesting": "Nicht interessant",
  "What is not interesting here": "Was hier nicht interessant ist",
  "You are not told of this any more: {words}.": "Das wird dir nicht mehr gemeldet: {words}.",
  "Change it on the camera's page": "Auf der Seite der Kamera ändern",
  "Do not tell me of this?": "Das nicht mehr melden?",
  "Do not tell me": "Nicht mehr melden",
  "Looking at past alerts…": "Frühere Alarme werden angesehen …",
  "Such clips are still recorded, kept and listed. An alert of high risk is told all the same.":
    "Solche Clips werden weiter aufgenommen, aufbewahrt und aufgelistet. Ein Alarm mit hohem Risiko wird trotzdem gemeldet.",
  "Past alerts that would have been hidden": "Frühere Alarme, die ausgeblendet worden wären",
  "The newest {n} are shown.": "Gezeigt werden die neuesten {n}.",
  "Hide more": "Mehr ausblenden",
  "Where in the picture: framed": "Wo im Bild: eingerahmt",
  "This would have hidden {hidden} of the only alert of this camera":
    "Das hätte {hidden} von 1 Alarm dieser Kamera ausgeblendet",
  "This would have hidden {hidden} of the last {looked} alerts of this camera":
    "Das hätte {hidden} der letzten {looked} Alarme dieser Kamera ausgeblendet",
  "{what}, {when}: no picture": "{what}, {when}: kein Bild",
  "You are not told of these. They are recorded and listed all the same.":
    "Das wird dir nicht gemeldet. Aufgenommen und aufgelistet wird es trotzdem.",
  "Once so far": "Bisher einmal",
  "{n} times so far": "Bisher {n}-mal",
  "Not seen since": "Seitdem nicht gesehen",
  "{often}, last {when}": "{often}, zuletzt {when}",
  "because of this alert": "wegen dieses Alarms",
  "Remove: {words}": "Entfernen: {words}",
};
