import type { alertTest as german } from "#panel/web/languages/de/alert-test.ts";

export const alertTest = {
  "Alert test": "Test des alertes",
  "Make a test clip": "Créer un clip de test",
  "Look for objects": "Chercher des objets",
  "Apply the rules": "Appliquer les règles",
  "Put it into words": "Le mettre en mots",
  "Send it to the broker": "L'envoyer au broker",
  "Hear it back": "L'entendre en retour",
  "Alerts get through": "Les alertes passent",
  "Not all could be shown": "Tout n'a pas pu être montré",
  "Alerts do not get through": "Les alertes ne passent pas",
  "It has not run yet.": "Il n'a pas encore eu lieu.",
  "A made clip goes the way of a true alert, twice a day. Nobody is rung.":
    "Deux fois par jour, un clip fabriqué suit le chemin d'une vraie alerte. Personne n'est dérangé.",
  "Testing…": "Test en cours…",
  "Test now": "Tester maintenant",
  failed: "échec",
  "not shown": "non montré",
} satisfies Record<keyof typeof german, string>;
