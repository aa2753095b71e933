export const alertTest = {
  "Alert test": "Alarmtest",
  "Make a test clip": "Testclip erzeugen",
  "Look for objects": "Nach Objekten suchen",
  "Apply the rules": "Regeln anwenden",
  "Put it into words": "In Worte fassen",
  "Send it to the broker": "An den Broker senden",
  "Hear it back": "Zurückhören",
  "Alerts get through": "Alarme kommen durch",
  "Not all could be shown": "Nicht alles konnte gezeigt werden",
  "Alerts do not get through": "Alarme kommen nicht durch",
  "It has not run yet.": "Er lief noch nicht.",
  "A made clip goes the way of a true alert, twice a day. Nobody is rung.":
    "Zweimal am Tag geht ein künstlicher Clip den Weg eines echten Alarms. Bei niemandem klingelt es.",
  "Testing…": "Test läuft …",
  "Test now": "Jetzt testen",
  failed: "fehlgeschlagen",
  "not shown": "nicht gezeigt",
};
