import type { standing as german } from "#panel/web/languages/de/standing.ts";

export const standing = {
  Home: "Présent",
  "Somebody is in.": "Quelqu'un est là.",
  Away: "Absent",
  "Nobody is in.": "Personne n'est là.",
  Night: "Nuit",
  "Everybody sleeps.": "Tout le monde dort.",
  Privacy: "Vie privée",
  "Nothing is recorded, looked at or shown.": "Rien n'est enregistré, examiné ni montré.",
  "Nothing is recorded, looked at or shown until you choose another mode.":
    "Rien n'est enregistré, examiné ni montré tant que vous ne choisissez pas un autre mode.",
  "Snoozed until {when}": "En pause jusqu'à {when}",
  "Snoozed until {when}.": "En pause jusqu'à {when}.",
  "What happens is recorded; you are not told of it.":
    "Ce qui se passe est enregistré, sans vous être signalé.",
  "Quiet now until {when}": "Silence jusqu'à {when}",
  "These are your quiet hours. What you made an exception of is told all the same.":
    "Ce sont vos heures calmes. Vos exceptions sont signalées malgré tout.",
  "Quiet: your condition is not met": "Silence : votre condition n'est pas remplie",
  "You are told again as soon as your template in Home Assistant is true.":
    "Vous serez de nouveau prévenu dès que votre template dans Home Assistant sera vrai.",
  "No camera tells now": "Aucune caméra ne signale en ce moment",
  "Below is why not, camera by camera.": "La raison est indiquée ci-dessous, caméra par caméra.",
  "Quiet from {when}.": "Silence à partir de {when}.",
  "You are told of alerts": "Les alertes vous sont signalées",
  "Mode: {mode}.": "Mode : {mode}.",
  "How things stand": "État actuel",
  "Not seen yet": "Pas encore vu",
  "These are told again until somebody has seen them.":
    "Elles sont signalées de nouveau tant que personne ne les a vues.",
  "Mode of the house": "Mode de la maison",
  Snooze: "Mettre en pause",
  "Snooze: {words}": "Mettre en pause : {words}",
  "Snooze {span}": "Pause {span}",
  "End the snooze": "Reprendre",
  "Until {when}": "Jusqu'à {when}",
  Tells: "Signale",
  Quiet: "Silencieux",
  "Told once, again at {next}.": "Signalée une fois, de nouveau à {next}.",
  "Told {n} times, again at {next}.": "Signalée {n} fois, de nouveau à {next}.",
  "I have seen it": "Je l'ai vue",
  "I have seen it: {title}": "Je l'ai vue : {title}",
  "What this would have done": "Ce que cela aurait donné",
  "That is as it was.": "C'est comme avant.",
  "It was kept quiet and would be told.": "Gardée silencieuse, elle serait signalée.",
  "It was told and would be kept quiet.": "Signalée, elle resterait silencieuse.",
  "There were no alerts yet to try it on.": "Il n'y a pas encore d'alertes pour l'essayer.",
  "Of the last {all} alerts {told} would have been told.":
    "Sur les {all} dernières alertes, {told} auraient été signalées.",
} satisfies Record<keyof typeof german, string>;
