import type { Texts } from "#addon/words/texts.ts";

export const descriptions: Texts = {
  "One entry for each camera. The name and the stream address are enough.":
    "Ein Eintrag pro Kamera. Name und Stream-Adresse genügen.",
  "What you call the camera. Entities, folders and topics are named after it.":
    "Wie du die Kamera nennst. Entitäten, Ordner und Topics heißen danach.",
  "RTSP address of the main stream, as in rtsp://192.168.1.20:554/stream1.":
    "RTSP-Adresse des Hauptstreams, zum Beispiel rtsp://192.168.1.20:554/stream1.",
  "RTSP address of the small second stream. Motion is then seen sooner: five times a second instead of at every key frame.":
    "RTSP-Adresse des kleinen zweiten Streams. Bewegung wird damit früher gesehen: fünfmal pro Sekunde statt nur bei jedem Keyframe.",
  "For the camera, if the address does not hold it already.":
    "Für die Kamera, falls nicht schon in der Adresse enthalten.",
  "How pictures travel from the camera. TCP loses nothing; UDP only for cameras that need it.":
    "Wie die Bilder von der Kamera kommen. Mit TCP geht nichts verloren; UDP nur für Kameras, die es brauchen.",
  "How small and faint a movement may be that starts a clip. At 100 a thing of a quarter of the usual size is enough, at 1 it must be four times as large. For a hedge or a flag draw a mask in the panel instead.":
    "Wie klein und schwach eine Bewegung sein darf, die einen Clip auslöst. Bei 100 genügt ein Viertel der üblichen Größe, bei 1 muss es das Vierfache sein. Für eine Hecke oder Fahne zeichne lieber eine Maske im Panel.",
  "How much of the time before the motion is in the clip. Never less than one whole group of pictures.":
    "Wie viel von der Zeit vor der Bewegung im Clip ist. Nie weniger als eine ganze Bildgruppe (GOP).",
  "How long recording goes on after the last motion. Motion within this time continues the same clip.":
    "Wie lange nach der letzten Bewegung weiter aufgenommen wird. Bewegt sich in dieser Zeit wieder etwas, läuft derselbe Clip weiter.",
  "A longer happening is cut here into several clips without losing a frame.":
    "Was länger dauert, wird hier in mehrere Clips geteilt, ohne dass ein Bild verloren geht.",
  "Switched off, the camera is not connected at all.": "Ausgeschaltet wird die Kamera gar nicht verbunden.",
  "What is looked for: person, vehicle, animal, or any class of the model.":
    "Wonach gesucht wird: person, vehicle, animal oder eine beliebige Klasse des Modells.",
  "How sure the detector must be on this camera, from 0 to 1.":
    "Wie sicher die Erkennung bei dieser Kamera sein muss, von 0 bis 1.",
  "Seeing one of these makes an alert where there is no analysis to decide by.":
    "Ist eines davon zu sehen, gibt es einen Alarm, sofern keine Analyse darüber entscheidet.",
  "Every clip of this camera makes an alert.": "Jeder Clip dieser Kamera gibt einen Alarm.",
  "An analysed clip makes an alert from this level on.":
    "Ein analysierter Clip gibt ab dieser Stufe einen Alarm.",
  "These activities make an alert whatever the risk level.":
    "Diese Aktivitäten geben bei jeder Risikostufe einen Alarm.",
  "Leave empty to use the broker that Home Assistant knows.":
    "Leer lassen, um den Broker zu nutzen, den Home Assistant kennt.",
  "Address of the broker. Leave empty to use Home Assistant's own.":
    "Adresse des Brokers. Leer lassen, um den von Home Assistant zu nutzen.",
  "Usually 1883, or 8883 with TLS.": "Meist 1883, mit TLS 8883.",
  "If the broker asks for one.": "Falls der Broker danach fragt.",
  "Encrypt the connection to the broker.": "Die Verbindung zum Broker verschlüsseln.",
  "Only if you changed it in Home Assistant's MQTT integration.":
    "Nur, wenn du es in der MQTT-Integration von Home Assistant geändert hast.",
  "Where alerts are published; {camera_name} becomes the camera's name in lower case.":
    "Wo Alarme veröffentlicht werden; {camera_name} wird zum Namen der Kamera in Kleinbuchstaben.",
  "The model that finds people, vehicles and animals in clips.":
    "Das Modell, das Personen, Fahrzeuge und Tiere in Clips findet.",
  "yolo runs a detection model on this machine.": "yolo führt ein Erkennungsmodell auf diesem Gerät aus.",
  "A name from the catalogue (yolox_s) or the path of your own ONNX file.":
    "Ein Name aus dem Katalog (yolox_s) oder der Pfad zu deiner eigenen ONNX-Datei.",
  "auto takes the graphics processor if it works and is faster, else the processor.":
    "auto nimmt den Grafikprozessor, wenn er funktioniert und schneller ist, sonst den Prozessor.",
  "How sure the model must be, from 0 to 1. Cameras can have their own.":
    "Wie sicher das Modell sein muss, von 0 bis 1. Jede Kamera kann einen eigenen Wert haben.",
  "How many pictures of each clip the detector looks at.":
    "Wie viele Bilder jedes Clips die Erkennung ansieht.",
  "Who says in a sentence what happened in a clip: a vision model, or plain rules.":
    "Wer in einem Satz sagt, was in einem Clip geschah: ein Bildmodell oder einfache Regeln.",
  "none: objects alone decide. rules: clips are described from what the detector saw. openai: any server that speaks OpenAI's API. home_assistant: the AI task of Home Assistant.":
    "none: Nur die Objekte entscheiden. rules: Clips werden aus dem beschrieben, was die Erkennung gesehen hat. openai: jeder Server, der die API von OpenAI spricht. home_assistant: die KI-Aufgabe (AI Task) von Home Assistant.",
  "describe: says what happened. gate, for the first of several: looks at two small pictures, and the next one is asked only where it sees more than nothing.":
    "describe: sagt, was geschah. gate, für das erste von mehreren: sieht zwei kleine Bilder an, und das nächste Modell wird nur gefragt, wenn dieses mehr als nichts sieht.",
  "For openai: where the server is, as in http://192.168.1.5:11434/v1 for Ollama. Empty: OpenAI itself.":
    "Für openai: wo der Server ist, zum Beispiel http://192.168.1.5:11434/v1 bei Ollama. Leer: OpenAI selbst.",
  "For openai: the key, if the server asks for one.":
    "Für openai: der Schlüssel, falls der Server einen verlangt.",
  "For openai the model's name, as in gpt-4o-mini or qwen3-vl:8b. For home_assistant the entity, as in ai_task.google_ai_task; empty: the preferred one.":
    "Für openai der Name des Modells, zum Beispiel gpt-4o-mini oder qwen3-vl:8b. Für home_assistant die Entität, zum Beispiel ai_task.google_ai_task; leer: die bevorzugte.",
  "trigger_only: clips in which one of the trigger classes was seen. always: every clip. never: none.":
    "trigger_only: Clips, in denen eine der auslösenden Klassen zu sehen war. always: jeder Clip. never: keiner.",
  "With trigger_only: person, vehicle, animal, or any class of the detector.":
    "Bei trigger_only: person, vehicle, animal oder eine beliebige Klasse der Erkennung.",
  "The words that the model chooses from to say what kind of thing happened.":
    "Die Wörter, aus denen das Modell wählt, um zu sagen, was für ein Geschehen es war.",
  "How long one answer may take.": "Wie lange eine Antwort dauern darf.",
  "At most so many pictures of a clip are sent.": "Wie viele Bilder eines Clips höchstens gesendet werden.",
  "The longer side of a picture that is sent.": "Die längere Seite eines gesendeten Bildes.",
  "JPEG quality of the pictures that are sent.": "JPEG-Qualität der gesendeten Bilder.",
  "Money for a million tokens read, in your currency, for the budget.":
    "Geld für eine Million gelesene Tokens, in deiner Währung, für das Budget.",
  "Money for a million tokens written, in your currency, for the budget.":
    "Geld für eine Million geschriebene Tokens, in deiner Währung, für das Budget.",
  "Asked in this order where the one before does not answer, or sees more than nothing as a gate. Each is filled in as under Analyzer.":
    "Werden in dieser Reihenfolge gefragt, wenn das Modell davor nicht antwortet oder als gate mehr als nichts sieht. Jedes wird ausgefüllt wie unter Analyse.",
  "What vision models may use up. Nothing is limited unless you say so.":
    "Was Bildmodelle verbrauchen dürfen. Ohne deine Angaben ist nichts begrenzt.",
  "Questions to vision models in one hour. 0 is no limit.":
    "Fragen an Bildmodelle in einer Stunde. 0 heißt kein Limit.",
  "Questions to vision models on one day. 0 is no limit.":
    "Fragen an Bildmodelle an einem Tag. 0 heißt kein Limit.",
  "Questions to vision models in one month. 0 is no limit.":
    "Fragen an Bildmodelle in einem Monat. 0 heißt kein Limit.",
  "Tokens, read and written, on one day. 0 is no limit.":
    "Gelesene und geschriebene Tokens an einem Tag. 0 heißt kein Limit.",
  "Tokens, read and written, in one month. 0 is no limit.":
    "Gelesene und geschriebene Tokens in einem Monat. 0 heißt kein Limit.",
  "Money on one day, by the prices that you give at the analyzer. 0 is no limit.":
    "Geld an einem Tag, nach den Preisen, die du bei der Analyse angibst. 0 heißt kein Limit.",
  "Money in one month, by the prices that you give at the analyzer. 0 is no limit.":
    "Geld in einem Monat, nach den Preisen, die du bei der Analyse angibst. 0 heißt kein Limit.",
  "No camera may use more than this of each limit, so that a busy one leaves something to the others.":
    "Keine Kamera darf mehr als diesen Anteil jedes Limits verbrauchen, damit eine unruhige den anderen etwas übrig lässt.",
  "rules: clips are described from what the detector saw. alerts_only: the last tenth of each limit is kept for clips that make an alert. cheaper: the further analyzers of your list are asked, which do not count.":
    "rules: Clips werden aus dem beschrieben, was die Erkennung gesehen hat. alerts_only: Das letzte Zehntel jedes Limits bleibt für Clips, die einen Alarm geben. cheaper: Die weiteren Analysemodelle deiner Liste werden gefragt; sie zählen nicht mit.",
  "Notifications by Home Assistant: its apps on phones, and any other notify action.":
    "Benachrichtigungen über Home Assistant: die App auf dem Smartphone und jede andere Notify-Aktion.",
  "Alerts come as notifications to the phones with Home Assistant's app.":
    "Alarme kommen als Benachrichtigung auf die Smartphones mit der App von Home Assistant.",
  "Notify actions, as in notify.mobile_app_pixel_9 or notify.telegram. Empty: every phone with the app.":
    "Notify-Aktionen, zum Beispiel notify.mobile_app_pixel_9 oder notify.telegram. Leer: jedes Smartphone mit der App.",
  "From this risk on a phone rings although it is muted. never: it never does.":
    "Ab diesem Risiko klingelt ein Smartphone, auch wenn es stumm ist. never: nie.",
  "Each alert is a notification in Home Assistant too.":
    "Jeder Alarm ist auch in Home Assistant eine Benachrichtigung.",
  "{title}, {camera}, {objects}, {zones}, {risk}, {activity} and {time} are filled in.":
    "{title}, {camera}, {objects}, {zones}, {risk}, {activity} und {time} werden eingesetzt.",
  "The same words, and {summary}.": "Dieselben Wörter, dazu {summary}.",
  "Alerts by e-mail, at once or as a digest.": "Alarme per E-Mail, sofort oder als Zusammenfassung.",
  "The SMTP server of your mail provider. Empty: no e-mail is sent.":
    "Der SMTP-Server deines E-Mail-Anbieters. Leer: Es wird keine E-Mail gesendet.",
  "Usually 587, or 465 with TLS.": "Meist 587, mit TLS 465.",
  "starttls for port 587, tls for port 465. none only for a server in the house.":
    "starttls für Port 587, tls für Port 465. none nur für einen Server im Haus.",
  "If the server asks for one.": "Falls der Server danach fragt.",
  "If the server asks for one. Many providers want an app password.":
    "Falls der Server danach fragt. Viele Anbieter verlangen ein App-Passwort.",
  "Address that the mails come from. Empty: the user name.":
    "Adresse, von der die E-Mails kommen. Leer: der Benutzername.",
  "Addresses that the mails go to.": "Adressen, an die die E-Mails gehen.",
  "Less risky alerts wait for the digest. What nobody judged counts as medium.":
    "Alarme mit geringerem Risiko warten auf die Zusammenfassung. Was niemand beurteilt hat, zählt als medium.",
  "One mail with all alerts and their pictures, in the morning or on Monday morning.":
    "Eine E-Mail mit allen Alarmen und ihren Bildern, jeden Morgen oder am Montagmorgen.",
  "Addresses that get each alert as JSON.": "Adressen, die jeden Alarm als JSON bekommen.",
  "Gets each alert as JSON by POST.": "Bekommt jeden Alarm als JSON per POST.",
  "Signs each request, so that the receiver knows that it is from here. At least 16 characters.":
    "Unterschreibt jede Anfrage, damit der Empfänger weiß, dass sie von hier kommt. Mindestens 16 Zeichen.",
  "Where clips are kept besides the disk of this machine.":
    "Wo Clips außer auf der Festplatte dieses Geräts aufbewahrt werden.",
  "local keeps clips in Home Assistant's media folder only. webdav (Nextcloud), s3 (a bucket), dropbox or sftp (a server by SSH) get a copy of each.":
    "local behält Clips nur im Medienordner von Home Assistant. webdav (Nextcloud), s3 (ein Bucket), dropbox oder sftp (ein Server per SSH) bekommen von jedem eine Kopie.",
  "For webdav the folder, as in https://cloud.example/remote.php/dav/files/alice/. For s3 the endpoint, as in https://s3.example; empty for Amazon. For sftp the folder, as in sftp://nas.local/volume1/clips. For dropbox where you see the folder, as in https://www.dropbox.com/home/Apps/Porchlight.":
    "Für webdav der Ordner, zum Beispiel https://cloud.example/remote.php/dav/files/alice/. Für s3 der Endpunkt, zum Beispiel https://s3.example; leer für Amazon. Für sftp der Ordner, zum Beispiel sftp://nas.local/volume1/clips. Für dropbox, wo du den Ordner siehst, zum Beispiel https://www.dropbox.com/home/Apps/Porchlight.",
  "For s3 the access key, for dropbox the key of your app.":
    "Für s3 der Zugriffsschlüssel, für dropbox der Schlüssel deiner App.",
  "For webdav the password; Nextcloud wants an app password of its own. For s3 the secret of the access key. For sftp the password, or the whole text of a private key without a passphrase, in one line or with \\n for its line ends. For dropbox nothing: you log in on the page System of Porchlight's panel.":
    "Für webdav das Passwort; Nextcloud verlangt ein eigenes App-Passwort. Für s3 der geheime Teil des Zugriffsschlüssels. Für sftp das Passwort oder der ganze Text eines privaten Schlüssels ohne Passphrase, in einer Zeile oder mit \\n für die Zeilenenden. Für dropbox nichts: Du meldest dich auf der Seite System im Panel von Porchlight an.",
  "For s3: the name of the bucket. It must be there already.":
    "Für s3: der Name des Buckets. Es muss ihn schon geben.",
  "For s3: the region of the bucket. Empty: us-east-1, which also suits most servers of your own.":
    "Für s3: die Region des Buckets. Leer: us-east-1, was auch zu den meisten eigenen Servern passt.",
  "Where the copy of a clip is put, without ending. {camera_name}, {date} and {clip_id} are filled in. Empty: porchlight/{camera_name}/{clip_id}.":
    "Wo die Kopie eines Clips liegt, ohne Dateiendung. {camera_name}, {date} und {clip_id} werden eingesetzt. Leer: porchlight/{camera_name}/{clip_id}.",
  "Kilobits a second that all copies to this place may use together. 0 is no limit.":
    "Kilobit pro Sekunde, die alle Kopien an diesen Ort zusammen nutzen dürfen. 0 heißt kein Limit.",
  "As in 22:00-06:00: outside these hours only clips with an alert are sent, the others wait. Empty: always.":
    "Zum Beispiel 22:00-06:00: Außerhalb dieser Zeiten werden nur Clips mit einem Alarm gesendet, die anderen warten. Leer: immer.",
  "Copies there that are older are deleted, except those with a star. 0 never deletes.":
    "Ältere Kopien werden dort gelöscht, außer denen mit Stern. 0 löscht nie.",
  "Further places that get a copy of each clip too, each filled in as under Storage. One that is away does not hold up the others.":
    "Weitere Orte, die auch eine Kopie jedes Clips bekommen, jeder ausgefüllt wie unter Speicher. Ist einer nicht erreichbar, hält er die anderen nicht auf.",
  "How long clips stay on this disk. Clips with a star are never deleted.":
    "Wie lange Clips auf dieser Festplatte bleiben. Clips mit Stern werden nie gelöscht.",
  "When the videos take more than this, the oldest are deleted; those with an alert last. 0 means no limit.":
    "Brauchen die Videos mehr als das, werden die ältesten gelöscht; die mit einem Alarm zuletzt. 0 heißt kein Limit.",
  "So much of the disk stays free for Home Assistant and its backups, at most half of the disk. 0 means that it may be filled.":
    "So viel der Festplatte bleibt für Home Assistant und seine Backups frei, höchstens die Hälfte. 0 heißt, dass sie voll werden darf.",
  "Older clips are deleted although there is space. 0 means that they are kept.":
    "Ältere Clips werden gelöscht, auch wenn noch Platz ist. 0 heißt, dass sie bleiben.",
  "The same for clips that made an alert; never less than other clips. 0 means that they are kept.":
    "Dasselbe für Clips, die einen Alarm gaben; nie kürzer als andere Clips. 0 heißt, dass sie bleiben.",
  "Where space is needed, a camera that fills more than this gives way first, so that a busy one cannot push out the others.":
    "Wenn Platz gebraucht wird, weicht zuerst eine Kamera, die mehr als das belegt, damit eine unruhige die anderen nicht verdrängt.",
  "Copies what is known of every clip to a database, as in postgresql://user:password@192.168.1.5:5432/porchlight. Several boxes may share one.":
    "Kopiert, was über jeden Clip bekannt ist, in eine Datenbank, zum Beispiel postgresql://user:password@192.168.1.5:5432/porchlight. Mehrere Installationen können sich eine teilen.",
  "Only where Porchlight does not run inside Home Assistant: how to reach it.":
    "Nur wenn Porchlight nicht in Home Assistant läuft: wie es zu erreichen ist.",
  "As in http://192.168.1.5:8123. Empty: it is not used.":
    "Zum Beispiel http://192.168.1.5:8123. Leer: wird nicht genutzt.",
  "A long-lived access token: in Home Assistant under your profile, Security.":
    "Ein langlebiges Zugriffstoken: in Home Assistant in deinem Profil unter Sicherheit.",
  "Allows programs outside Home Assistant to use the API with this key. At least 16 characters.":
    "Erlaubt Programmen außerhalb von Home Assistant, die API mit diesem Schlüssel zu nutzen. Mindestens 16 Zeichen.",
  "Path of another ffmpeg than the one that is found by itself.":
    "Pfad eines anderen ffmpeg als dem, das von selbst gefunden wird.",
  "Which part of this machine decodes video where something moves: auto takes graphics hardware that passes a test, else software. VAAPI is for Intel and AMD, CUDA for NVIDIA, QSV for Intel.":
    "Welcher Teil dieses Geräts Video dekodiert, wenn sich etwas bewegt: auto nimmt Grafikhardware, die einen Test besteht, sonst software. VAAPI ist für Intel und AMD, CUDA für NVIDIA, QSV für Intel.",
  "How much the log tells.": "Wie ausführlich das Protokoll ist.",
};
