import type { Texts } from "#addon/words/texts.ts";

export const descriptions: Texts = {
  "One entry for each camera. The name and the stream address are enough.":
    "Eén item per camera. De naam en het streamadres zijn genoeg.",
  "What you call the camera. Entities, folders and topics are named after it.":
    "Hoe je de camera noemt. Entiteiten, mappen en topics worden ernaar genoemd.",
  "RTSP address of the main stream, as in rtsp://192.168.1.20:554/stream1.":
    "RTSP-adres van de hoofdstream, bijvoorbeeld rtsp://192.168.1.20:554/stream1.",
  "RTSP address of the small second stream. Motion is then seen sooner: five times a second instead of at every key frame.":
    "RTSP-adres van de kleine tweede stream. Beweging wordt dan eerder gezien: vijf keer per seconde in plaats van bij elk keyframe.",
  "For the camera, if the address does not hold it already.":
    "Voor de camera, als het niet al in het adres staat.",
  "How pictures travel from the camera. TCP loses nothing; UDP only for cameras that need it.":
    "Hoe de beelden van de camera komen. TCP verliest niets; UDP alleen voor camera's die het nodig hebben.",
  "How small and faint a movement may be that starts a clip. At 100 a thing of a quarter of the usual size is enough, at 1 it must be four times as large. For a hedge or a flag draw a mask in the panel instead.":
    "Hoe klein en zwak een beweging mag zijn om een clip te starten. Bij 100 is een kwart van de gebruikelijke grootte genoeg, bij 1 moet het vier keer zo groot zijn. Teken voor een heg of een vlag liever een masker in het paneel.",
  "How much of the time before the motion is in the clip. Never less than one whole group of pictures.":
    "Hoeveel van de tijd vóór de beweging in de clip staat. Nooit minder dan één hele beeldgroep (GOP).",
  "How long recording goes on after the last motion. Motion within this time continues the same clip.":
    "Hoe lang de opname doorgaat na de laatste beweging. Beweging binnen deze tijd zet dezelfde clip voort.",
  "A longer happening is cut here into several clips without losing a frame.":
    "Wat langer duurt, wordt hier in meerdere clips geknipt, zonder een beeld te verliezen.",
  "Switched off, the camera is not connected at all.":
    "Uitgeschakeld wordt er helemaal geen verbinding met de camera gemaakt.",
  "What is looked for: person, vehicle, animal, or any class of the model.":
    "Waarnaar gezocht wordt: person, vehicle, animal of een andere klasse van het model.",
  "How sure the detector must be on this camera, from 0 to 1.":
    "Hoe zeker de detectie bij deze camera moet zijn, van 0 tot 1.",
  "Seeing one of these makes an alert where there is no analysis to decide by.":
    "Is een hiervan te zien, dan volgt een melding als er geen analyse is om op af te gaan.",
  "Every clip of this camera makes an alert.": "Elke clip van deze camera geeft een melding.",
  "An analysed clip makes an alert from this level on.":
    "Een geanalyseerde clip geeft vanaf dit niveau een melding.",
  "These activities make an alert whatever the risk level.":
    "Deze activiteiten geven een melding, wat het risiconiveau ook is.",
  "Leave empty to use the broker that Home Assistant knows.":
    "Laat leeg om de broker te gebruiken die Home Assistant kent.",
  "Address of the broker. Leave empty to use Home Assistant's own.":
    "Adres van de broker. Laat leeg om die van Home Assistant te gebruiken.",
  "Usually 1883, or 8883 with TLS.": "Meestal 1883, of 8883 met TLS.",
  "If the broker asks for one.": "Als de broker erom vraagt.",
  "Encrypt the connection to the broker.": "De verbinding met de broker versleutelen.",
  "Only if you changed it in Home Assistant's MQTT integration.":
    "Alleen als je het in de MQTT-integratie van Home Assistant hebt gewijzigd.",
  "Where alerts are published; {camera_name} becomes the camera's name in lower case.":
    "Waar meldingen worden gepubliceerd; {camera_name} wordt de naam van de camera in kleine letters.",
  "The model that finds people, vehicles and animals in clips.":
    "Het model dat personen, voertuigen en dieren in clips vindt.",
  "yolo runs a detection model on this machine.": "yolo draait een detectiemodel op deze machine.",
  "A name from the catalogue (yolox_s) or the path of your own ONNX file.":
    "Een naam uit de catalogus (yolox_s) of het pad van je eigen ONNX-bestand.",
  "auto takes the graphics processor if it works and is faster, else the processor.":
    "auto neemt de grafische processor als die werkt en sneller is, anders de gewone processor.",
  "How sure the model must be, from 0 to 1. Cameras can have their own.":
    "Hoe zeker het model moet zijn, van 0 tot 1. Camera's kunnen een eigen waarde hebben.",
  "How many pictures of each clip the detector looks at.":
    "Hoeveel beelden van elke clip de detectie bekijkt.",
  "Who says in a sentence what happened in a clip: a vision model, or plain rules.":
    "Wie in een zin zegt wat er in een clip gebeurde: een beeldmodel of eenvoudige regels.",
  "none: objects alone decide. rules: clips are described from what the detector saw. openai: any server that speaks OpenAI's API. home_assistant: the AI task of Home Assistant.":
    "none: alleen de objecten beslissen. rules: clips worden beschreven op basis van wat de detectie zag. openai: elke server die de API van OpenAI spreekt. home_assistant: de AI-taak (AI Task) van Home Assistant.",
  "describe: says what happened. gate, for the first of several: looks at two small pictures, and the next one is asked only where it sees more than nothing.":
    "describe: zegt wat er gebeurde. gate, voor het eerste van meerdere: bekijkt twee kleine beelden, en het volgende model wordt alleen gevraagd als dit meer dan niets ziet.",
  "For openai: where the server is, as in http://192.168.1.5:11434/v1 for Ollama. Empty: OpenAI itself.":
    "Voor openai: waar de server staat, bijvoorbeeld http://192.168.1.5:11434/v1 voor Ollama. Leeg: OpenAI zelf.",
  "For openai: the key, if the server asks for one.": "Voor openai: de sleutel, als de server erom vraagt.",
  "For openai the model's name, as in gpt-4o-mini or qwen3-vl:8b. For home_assistant the entity, as in ai_task.google_ai_task; empty: the preferred one.":
    "Voor openai de naam van het model, bijvoorbeeld gpt-4o-mini of qwen3-vl:8b. Voor home_assistant de entiteit, bijvoorbeeld ai_task.google_ai_task; leeg: de entiteit die je voorkeur heeft.",
  "trigger_only: clips in which one of the trigger classes was seen. always: every clip. never: none.":
    "trigger_only: clips waarin een van de startende klassen te zien was. always: elke clip. never: geen enkele.",
  "With trigger_only: person, vehicle, animal, or any class of the detector.":
    "Bij trigger_only: person, vehicle, animal of een andere klasse van de detectie.",
  "The words that the model chooses from to say what kind of thing happened.":
    "De woorden waaruit het model kiest om te zeggen wat voor soort gebeurtenis het was.",
  "How long one answer may take.": "Hoe lang één antwoord mag duren.",
  "At most so many pictures of a clip are sent.": "Hoeveel beelden van een clip hooguit worden verstuurd.",
  "The longer side of a picture that is sent.": "De langste zijde van een beeld dat wordt verstuurd.",
  "JPEG quality of the pictures that are sent.": "JPEG-kwaliteit van de beelden die worden verstuurd.",
  "Money for a million tokens read, in your currency, for the budget.":
    "Geld voor een miljoen gelezen tokens, in je eigen valuta, voor het budget.",
  "Money for a million tokens written, in your currency, for the budget.":
    "Geld voor een miljoen geschreven tokens, in je eigen valuta, voor het budget.",
  "Asked in this order where the one before does not answer, or sees more than nothing as a gate. Each is filled in as under Analyzer.":
    "Worden in deze volgorde gevraagd als het vorige niet antwoordt, of als gate meer dan niets ziet. Elk wordt ingevuld zoals onder Analyse.",
  "What vision models may use up. Nothing is limited unless you say so.":
    "Wat beeldmodellen mogen verbruiken. Er is geen limiet, tenzij je er een opgeeft.",
  "Questions to vision models in one hour. 0 is no limit.":
    "Vragen aan beeldmodellen in één uur. 0 is geen limiet.",
  "Questions to vision models on one day. 0 is no limit.":
    "Vragen aan beeldmodellen op één dag. 0 is geen limiet.",
  "Questions to vision models in one month. 0 is no limit.":
    "Vragen aan beeldmodellen in één maand. 0 is geen limiet.",
  "Tokens, read and written, on one day. 0 is no limit.":
    "Gelezen en geschreven tokens op één dag. 0 is geen limiet.",
  "Tokens, read and written, in one month. 0 is no limit.":
    "Gelezen en geschreven tokens in één maand. 0 is geen limiet.",
  "Money on one day, by the prices that you give at the analyzer. 0 is no limit.":
    "Geld op één dag, volgens de prijzen die je bij de analyse opgeeft. 0 is geen limiet.",
  "Money in one month, by the prices that you give at the analyzer. 0 is no limit.":
    "Geld in één maand, volgens de prijzen die je bij de analyse opgeeft. 0 is geen limiet.",
  "No camera may use more than this of each limit, so that a busy one leaves something to the others.":
    "Geen camera mag meer dan dit deel van elke limiet gebruiken, zodat een drukke iets overlaat voor de andere.",
  "rules: clips are described from what the detector saw. alerts_only: the last tenth of each limit is kept for clips that make an alert. cheaper: the further analyzers of your list are asked, which do not count.":
    "rules: clips worden beschreven op basis van wat de detectie zag. alerts_only: het laatste tiende van elke limiet blijft voor clips die een melding geven. cheaper: de volgende analysemodellen van je lijst worden gevraagd; die tellen niet mee.",
  "Notifications by Home Assistant: its apps on phones, and any other notify action.":
    "Notificaties via Home Assistant: de app op telefoons, en elke andere notify-actie.",
  "Alerts come as notifications to the phones with Home Assistant's app.":
    "Meldingen komen als notificatie op de telefoons met de app van Home Assistant.",
  "Notify actions, as in notify.mobile_app_pixel_9 or notify.telegram. Empty: every phone with the app.":
    "Notify-acties, bijvoorbeeld notify.mobile_app_pixel_9 of notify.telegram. Leeg: elke telefoon met de app.",
  "From this risk on a phone rings although it is muted. never: it never does.":
    "Vanaf dit risico gaat een telefoon over, ook als hij op stil staat. never: nooit.",
  "Each alert is a notification in Home Assistant too.":
    "Elke melding is ook een notificatie in Home Assistant.",
  "{title}, {camera}, {objects}, {zones}, {risk}, {activity} and {time} are filled in.":
    "{title}, {camera}, {objects}, {zones}, {risk}, {activity} en {time} worden ingevuld.",
  "The same words, and {summary}.": "Dezelfde woorden, en {summary}.",
  "Alerts by e-mail, at once or as a digest.": "Meldingen per e-mail, meteen of als overzicht.",
  "The SMTP server of your mail provider. Empty: no e-mail is sent.":
    "De SMTP-server van je e-mailprovider. Leeg: er wordt geen e-mail verstuurd.",
  "Usually 587, or 465 with TLS.": "Meestal 587, of 465 met TLS.",
  "starttls for port 587, tls for port 465. none only for a server in the house.":
    "starttls voor poort 587, tls voor poort 465. none alleen voor een server in huis.",
  "If the server asks for one.": "Als de server erom vraagt.",
  "If the server asks for one. Many providers want an app password.":
    "Als de server erom vraagt. Veel providers willen een app-wachtwoord.",
  "Address that the mails come from. Empty: the user name.":
    "Adres waar de e-mails vandaan komen. Leeg: de gebruikersnaam.",
  "Addresses that the mails go to.": "Adressen waar de e-mails naartoe gaan.",
  "Less risky alerts wait for the digest. What nobody judged counts as medium.":
    "Meldingen met een lager risico wachten op het overzicht. Wat niemand beoordeeld heeft, telt als medium.",
  "One mail with all alerts and their pictures, in the morning or on Monday morning.":
    "Eén e-mail met alle meldingen en hun beelden, elke ochtend of op maandagochtend.",
  "Addresses that get each alert as JSON.": "Adressen die elke melding als JSON krijgen.",
  "Gets each alert as JSON by POST.": "Krijgt elke melding als JSON via POST.",
  "Signs each request, so that the receiver knows that it is from here. At least 16 characters.":
    "Ondertekent elk verzoek, zodat de ontvanger weet dat het hiervandaan komt. Minstens 16 tekens.",
  "Where clips are kept besides the disk of this machine.":
    "Waar clips worden bewaard, naast de schijf van deze machine.",
  "local keeps clips in Home Assistant's media folder only. webdav (Nextcloud), s3 (a bucket), dropbox or sftp (a server by SSH) get a copy of each.":
    "local bewaart clips alleen in de mediamap van Home Assistant. webdav (Nextcloud), s3 (een bucket), dropbox of sftp (een server via SSH) krijgen van elke clip een kopie.",
  "For webdav the folder, as in https://cloud.example/remote.php/dav/files/alice/. For s3 the endpoint, as in https://s3.example; empty for Amazon. For sftp the folder, as in sftp://nas.local/volume1/clips. For dropbox where you see the folder, as in https://www.dropbox.com/home/Apps/Porchlight.":
    "Voor webdav de map, bijvoorbeeld https://cloud.example/remote.php/dav/files/alice/. Voor s3 het eindpunt, bijvoorbeeld https://s3.example; leeg voor Amazon. Voor sftp de map, bijvoorbeeld sftp://nas.local/volume1/clips. Voor dropbox waar je de map ziet, bijvoorbeeld https://www.dropbox.com/home/Apps/Porchlight.",
  "For s3 the access key, for dropbox the key of your app.":
    "Voor s3 de toegangssleutel, voor dropbox de sleutel van je app.",
  "For webdav the password; Nextcloud wants an app password of its own. For s3 the secret of the access key. For sftp the password, or the whole text of a private key without a passphrase, in one line or with \\n for its line ends. For dropbox nothing: you log in on the page System of Porchlight's panel.":
    "Voor webdav het wachtwoord; Nextcloud wil een eigen app-wachtwoord. Voor s3 het geheime deel van de toegangssleutel. Voor sftp het wachtwoord, of de hele tekst van een privésleutel zonder wachtwoordzin, op één regel of met \\n voor de regeleinden. Voor dropbox niets: je logt in op de pagina System van het paneel van Porchlight.",
  "For s3: the name of the bucket. It must be there already.":
    "Voor s3: de naam van de bucket. Die moet er al zijn.",
  "For s3: the region of the bucket. Empty: us-east-1, which also suits most servers of your own.":
    "Voor s3: de regio van de bucket. Leeg: us-east-1, wat ook bij de meeste eigen servers past.",
  "Where the copy of a clip is put, without ending. {camera_name}, {date} and {clip_id} are filled in. Empty: porchlight/{camera_name}/{clip_id}.":
    "Waar de kopie van een clip komt, zonder extensie. {camera_name}, {date} en {clip_id} worden ingevuld. Leeg: porchlight/{camera_name}/{clip_id}.",
  "Kilobits a second that all copies to this place may use together. 0 is no limit.":
    "Kilobit per seconde die alle kopieën naar deze plek samen mogen gebruiken. 0 is geen limiet.",
  "As in 22:00-06:00: outside these hours only clips with an alert are sent, the others wait. Empty: always.":
    "Bijvoorbeeld 22:00-06:00: buiten deze tijden worden alleen clips met een melding verstuurd, de andere wachten. Leeg: altijd.",
  "Copies there that are older are deleted, except those with a star. 0 never deletes.":
    "Oudere kopieën worden daar verwijderd, behalve die met een ster. 0 verwijdert nooit.",
  "Further places that get a copy of each clip too, each filled in as under Storage. One that is away does not hold up the others.":
    "Meer plekken die ook een kopie van elke clip krijgen, elk ingevuld zoals onder Opslag. Is er een onbereikbaar, dan houdt die de andere niet op.",
  "How long clips stay on this disk. Clips with a star are never deleted.":
    "Hoe lang clips op deze schijf blijven. Clips met een ster worden nooit verwijderd.",
  "When the videos take more than this, the oldest are deleted; those with an alert last. 0 means no limit.":
    "Als de video's meer ruimte innemen dan dit, worden de oudste verwijderd; die met een melding het laatst. 0 betekent geen limiet.",
  "So much of the disk stays free for Home Assistant and its backups, at most half of the disk. 0 means that it may be filled.":
    "Zoveel van de schijf blijft vrij voor Home Assistant en de back-ups, hooguit de helft van de schijf. 0 betekent dat die vol mag raken.",
  "Older clips are deleted although there is space. 0 means that they are kept.":
    "Oudere clips worden verwijderd, ook als er nog ruimte is. 0 betekent dat ze bewaard blijven.",
  "The same for clips that made an alert; never less than other clips. 0 means that they are kept.":
    "Hetzelfde voor clips die een melding gaven; nooit korter dan andere clips. 0 betekent dat ze bewaard blijven.",
  "Where space is needed, a camera that fills more than this gives way first, so that a busy one cannot push out the others.":
    "Als er ruimte nodig is, wijkt eerst een camera die meer dan dit inneemt, zodat een drukke de andere niet verdringt.",
  "Copies what is known of every clip to a database, as in postgresql://user:password@192.168.1.5:5432/porchlight. Several boxes may share one.":
    "Kopieert wat over elke clip bekend is naar een database, bijvoorbeeld postgresql://user:password@192.168.1.5:5432/porchlight. Meerdere installaties kunnen er een delen.",
  "Only where Porchlight does not run inside Home Assistant: how to reach it.":
    "Alleen als Porchlight niet binnen Home Assistant draait: hoe het te bereiken is.",
  "As in http://192.168.1.5:8123. Empty: it is not used.":
    "Bijvoorbeeld http://192.168.1.5:8123. Leeg: wordt niet gebruikt.",
  "A long-lived access token: in Home Assistant under your profile, Security.":
    "Een token met lange levensduur: in Home Assistant in je profiel, onder Beveiliging.",
  "Allows programs outside Home Assistant to use the API with this key. At least 16 characters.":
    "Laat programma's buiten Home Assistant de API met deze sleutel gebruiken. Minstens 16 tekens.",
  "Path of another ffmpeg than the one that is found by itself.":
    "Pad van een andere ffmpeg dan die vanzelf wordt gevonden.",
  "Which part of this machine decodes video where something moves: auto takes graphics hardware that passes a test, else software. VAAPI is for Intel and AMD, CUDA for NVIDIA, QSV for Intel.":
    "Welk deel van deze machine video decodeert als er iets beweegt: auto neemt grafische hardware die een test doorstaat, anders software. VAAPI is voor Intel en AMD, CUDA voor NVIDIA, QSV voor Intel.",
  "How much the log tells.": "Hoe uitgebreid het logboek is.",
};
