export const cameras = {
  "Look at {name}": "{name} ansehen",
  "No picture of {name} yet": "Noch kein Bild von {name}",
  "Newest picture of {name}": "Neuestes Bild von {name}",
};
