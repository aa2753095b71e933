import type { Texts } from "#addon/words/texts.ts";

export const descriptions: Texts = {
  "One entry for each camera. The name and the stream address are enough.":
    "Une entrée par caméra. Le nom et l'adresse du flux suffisent.",
  "What you call the camera. Entities, folders and topics are named after it.":
    "Le nom que vous donnez à la caméra. Les entités, dossiers et topics le reprennent.",
  "RTSP address of the main stream, as in rtsp://192.168.1.20:554/stream1.":
    "Adresse RTSP du flux principal, par exemple rtsp://192.168.1.20:554/stream1.",
  "RTSP address of the small second stream. Motion is then seen sooner: five times a second instead of at every key frame.":
    "Adresse RTSP du petit deuxième flux. Le mouvement est alors vu plus tôt : cinq fois par seconde au lieu d'une fois par image clé.",
  "For the camera, if the address does not hold it already.":
    "Pour la caméra, si l'adresse ne le contient pas déjà.",
  "How pictures travel from the camera. TCP loses nothing; UDP only for cameras that need it.":
    "Comment les images arrivent de la caméra. TCP ne perd rien ; UDP seulement pour les caméras qui en ont besoin.",
  "How small and faint a movement may be that starts a clip. At 100 a thing of a quarter of the usual size is enough, at 1 it must be four times as large. For a hedge or a flag draw a mask in the panel instead.":
    "À quel point un mouvement peut être petit et faible pour lancer un clip. À 100, le quart de la taille habituelle suffit ; à 1, il en faut le quadruple. Pour une haie ou un drapeau, dessinez plutôt un masque dans le panneau.",
  "How much of the time before the motion is in the clip. Never less than one whole group of pictures.":
    "Combien de temps avant le mouvement figure dans le clip. Jamais moins d'un groupe d'images (GOP) entier.",
  "How long recording goes on after the last motion. Motion within this time continues the same clip.":
    "Combien de temps l'enregistrement continue après le dernier mouvement. Un mouvement pendant ce temps prolonge le même clip.",
  "A longer happening is cut here into several clips without losing a frame.":
    "Un événement plus long est découpé ici en plusieurs clips, sans perdre une image.",
  "Switched off, the camera is not connected at all.":
    "Si c'est désactivé, la caméra n'est pas connectée du tout.",
  "What is looked for: person, vehicle, animal, or any class of the model.":
    "Ce qui est recherché : person, vehicle, animal, ou n'importe quelle classe du modèle.",
  "How sure the detector must be on this camera, from 0 to 1.":
    "À quel point la détection doit être sûre pour cette caméra, de 0 à 1.",
  "Seeing one of these makes an alert where there is no analysis to decide by.":
    "Voir l'un d'eux donne une alerte là où aucune analyse ne décide.",
  "Every clip of this camera makes an alert.": "Chaque clip de cette caméra donne une alerte.",
  "An analysed clip makes an alert from this level on.":
    "Un clip analysé donne une alerte à partir de ce niveau.",
  "These activities make an alert whatever the risk level.":
    "Ces activités donnent une alerte quel que soit le niveau de risque.",
  "Leave empty to use the broker that Home Assistant knows.":
    "Laissez vide pour utiliser le broker que Home Assistant connaît.",
  "Address of the broker. Leave empty to use Home Assistant's own.":
    "Adresse du broker. Laissez vide pour utiliser celui de Home Assistant.",
  "Usually 1883, or 8883 with TLS.": "En général 1883, ou 8883 avec TLS.",
  "If the broker asks for one.": "Si le broker en demande un.",
  "Encrypt the connection to the broker.": "Chiffrer la connexion au broker.",
  "Only if you changed it in Home Assistant's MQTT integration.":
    "Seulement si vous l'avez changé dans l'intégration MQTT de Home Assistant.",
  "Where alerts are published; {camera_name} becomes the camera's name in lower case.":
    "Où les alertes sont publiées ; {camera_name} devient le nom de la caméra en minuscules.",
  "The model that finds people, vehicles and animals in clips.":
    "Le modèle qui trouve les personnes, les véhicules et les animaux dans les clips.",
  "yolo runs a detection model on this machine.": "yolo exécute un modèle de détection sur cette machine.",
  "A name from the catalogue (yolox_s) or the path of your own ONNX file.":
    "Un nom du catalogue (yolox_s) ou le chemin de votre propre fichier ONNX.",
  "auto takes the graphics processor if it works and is faster, else the processor.":
    "auto prend le processeur graphique s'il fonctionne et s'il est plus rapide, sinon le processeur.",
  "How sure the model must be, from 0 to 1. Cameras can have their own.":
    "À quel point le modèle doit être sûr, de 0 à 1. Chaque caméra peut avoir sa propre valeur.",
  "How many pictures of each clip the detector looks at.":
    "Combien d'images de chaque clip la détection regarde.",
  "Who says in a sentence what happened in a clip: a vision model, or plain rules.":
    "Qui dit en une phrase ce qui s'est passé dans un clip : un modèle de vision ou de simples règles.",
  "none: objects alone decide. rules: clips are described from what the detector saw. openai: any server that speaks OpenAI's API. home_assistant: the AI task of Home Assistant.":
    "none : les objets seuls décident. rules : les clips sont décrits d'après ce que la détection a vu. openai : tout serveur qui parle l'API d'OpenAI. home_assistant : la tâche IA (AI Task) de Home Assistant.",
  "describe: says what happened. gate, for the first of several: looks at two small pictures, and the next one is asked only where it sees more than nothing.":
    "describe : dit ce qui s'est passé. gate, pour le premier de plusieurs : regarde deux petites images, et le modèle suivant n'est interrogé que si celui-ci voit quelque chose.",
  "For openai: where the server is, as in http://192.168.1.5:11434/v1 for Ollama. Empty: OpenAI itself.":
    "Pour openai : où se trouve le serveur, par exemple http://192.168.1.5:11434/v1 pour Ollama. Vide : OpenAI même.",
  "For openai: the key, if the server asks for one.": "Pour openai : la clé, si le serveur en demande une.",
  "For openai the model's name, as in gpt-4o-mini or qwen3-vl:8b. For home_assistant the entity, as in ai_task.google_ai_task; empty: the preferred one.":
    "Pour openai le nom du modèle, par exemple gpt-4o-mini ou qwen3-vl:8b. Pour home_assistant l'entité, par exemple ai_task.google_ai_task ; vide : celle que vous préférez.",
  "trigger_only: clips in which one of the trigger classes was seen. always: every clip. never: none.":
    "trigger_only : les clips où l'une des classes déclenchantes a été vue. always : tous les clips. never : aucun.",
  "With trigger_only: person, vehicle, animal, or any class of the detector.":
    "Avec trigger_only : person, vehicle, animal, ou n'importe quelle classe de la détection.",
  "The words that the model chooses from to say what kind of thing happened.":
    "Les mots parmi lesquels le modèle choisit pour dire ce qui s'est passé.",
  "How long one answer may take.": "Combien de temps une réponse peut prendre.",
  "At most so many pictures of a clip are sent.": "Combien d'images d'un clip sont envoyées au plus.",
  "The longer side of a picture that is sent.": "Le plus grand côté d'une image envoyée.",
  "JPEG quality of the pictures that are sent.": "Qualité JPEG des images envoyées.",
  "Money for a million tokens read, in your currency, for the budget.":
    "Prix d'un million de tokens lus, dans votre monnaie, pour le budget.",
  "Money for a million tokens written, in your currency, for the budget.":
    "Prix d'un million de tokens écrits, dans votre monnaie, pour le budget.",
  "Asked in this order where the one before does not answer, or sees more than nothing as a gate. Each is filled in as under Analyzer.":
    "Interrogés dans cet ordre quand le précédent ne répond pas ou, en tant que gate, voit quelque chose. Chacun se remplit comme sous Analyse.",
  "What vision models may use up. Nothing is limited unless you say so.":
    "Ce que les modèles de vision peuvent consommer. Rien n'est limité sans indication de votre part.",
  "Questions to vision models in one hour. 0 is no limit.":
    "Questions aux modèles de vision en une heure. 0 : pas de limite.",
  "Questions to vision models on one day. 0 is no limit.":
    "Questions aux modèles de vision en un jour. 0 : pas de limite.",
  "Questions to vision models in one month. 0 is no limit.":
    "Questions aux modèles de vision en un mois. 0 : pas de limite.",
  "Tokens, read and written, on one day. 0 is no limit.":
    "Tokens lus et écrits en un jour. 0 : pas de limite.",
  "Tokens, read and written, in one month. 0 is no limit.":
    "Tokens lus et écrits en un mois. 0 : pas de limite.",
  "Money on one day, by the prices that you give at the analyzer. 0 is no limit.":
    "Argent dépensé en un jour, aux prix que vous indiquez sous Analyse. 0 : pas de limite.",
  "Money in one month, by the prices that you give at the analyzer. 0 is no limit.":
    "Argent dépensé en un mois, aux prix que vous indiquez sous Analyse. 0 : pas de limite.",
  "No camera may use more than this of each limit, so that a busy one leaves something to the others.":
    "Aucune caméra ne peut consommer plus que cette part de chaque limite, pour qu'une caméra agitée en laisse aux autres.",
  "rules: clips are described from what the detector saw. alerts_only: the last tenth of each limit is kept for clips that make an alert. cheaper: the further analyzers of your list are asked, which do not count.":
    "rules : les clips sont décrits d'après ce que la détection a vu. alerts_only : le dernier dixième de chaque limite est gardé pour les clips qui donnent une alerte. cheaper : les autres modèles d'analyse de votre liste sont interrogés ; ils ne comptent pas.",
  "Notifications by Home Assistant: its apps on phones, and any other notify action.":
    "Notifications par Home Assistant : son application sur les téléphones et toute autre action notify.",
  "Alerts come as notifications to the phones with Home Assistant's app.":
    "Les alertes arrivent en notification sur les téléphones qui ont l'application Home Assistant.",
  "Notify actions, as in notify.mobile_app_pixel_9 or notify.telegram. Empty: every phone with the app.":
    "Actions notify, par exemple notify.mobile_app_pixel_9 ou notify.telegram. Vide : tous les téléphones qui ont l'application.",
  "From this risk on a phone rings although it is muted. never: it never does.":
    "À partir de ce risque, un téléphone sonne même en mode silencieux. never : jamais.",
  "Each alert is a notification in Home Assistant too.":
    "Chaque alerte est aussi une notification dans Home Assistant.",
  "{title}, {camera}, {objects}, {zones}, {risk}, {activity} and {time} are filled in.":
    "{title}, {camera}, {objects}, {zones}, {risk}, {activity} et {time} sont remplacés.",
  "The same words, and {summary}.": "Les mêmes mots, et {summary}.",
  "Alerts by e-mail, at once or as a digest.": "Alertes par e-mail, tout de suite ou en récapitulatif.",
  "The SMTP server of your mail provider. Empty: no e-mail is sent.":
    "Le serveur SMTP de votre fournisseur d'e-mail. Vide : aucun e-mail n'est envoyé.",
  "Usually 587, or 465 with TLS.": "En général 587, ou 465 avec TLS.",
  "starttls for port 587, tls for port 465. none only for a server in the house.":
    "starttls pour le port 587, tls pour le port 465. none seulement pour un serveur dans la maison.",
  "If the server asks for one.": "Si le serveur en demande un.",
  "If the server asks for one. Many providers want an app password.":
    "Si le serveur en demande un. Beaucoup de fournisseurs exigent un mot de passe d'application.",
  "Address that the mails come from. Empty: the user name.":
    "Adresse d'où viennent les e-mails. Vide : le nom d'utilisateur.",
  "Addresses that the mails go to.": "Adresses auxquelles les e-mails sont envoyés.",
  "Less risky alerts wait for the digest. What nobody judged counts as medium.":
    "Les alertes de moindre risque attendent le récapitulatif. Ce que personne n'a jugé compte comme medium.",
  "One mail with all alerts and their pictures, in the morning or on Monday morning.":
    "Un e-mail avec toutes les alertes et leurs images, chaque matin ou le lundi matin.",
  "Addresses that get each alert as JSON.": "Adresses qui reçoivent chaque alerte en JSON.",
  "Gets each alert as JSON by POST.": "Reçoit chaque alerte en JSON par POST.",
  "Signs each request, so that the receiver knows that it is from here. At least 16 characters.":
    "Signe chaque requête, pour que le destinataire sache qu'elle vient d'ici. Au moins 16 caractères.",
  "Where clips are kept besides the disk of this machine.":
    "Où les clips sont gardés en plus du disque de cette machine.",
  "local keeps clips in Home Assistant's media folder only. webdav (Nextcloud), s3 (a bucket), dropbox or sftp (a server by SSH) get a copy of each.":
    "local garde les clips seulement dans le dossier multimédia de Home Assistant. webdav (Nextcloud), s3 (un bucket), dropbox ou sftp (un serveur par SSH) reçoivent une copie de chacun.",
  "For webdav the folder, as in https://cloud.example/remote.php/dav/files/alice/. For s3 the endpoint, as in https://s3.example; empty for Amazon. For sftp the folder, as in sftp://nas.local/volume1/clips. For dropbox where you see the folder, as in https://www.dropbox.com/home/Apps/Porchlight.":
    "Pour webdav le dossier, par exemple https://cloud.example/remote.php/dav/files/alice/. Pour s3 le point d'accès, par exemple https://s3.example ; vide pour Amazon. Pour sftp le dossier, par exemple sftp://nas.local/volume1/clips. Pour dropbox, là où vous voyez le dossier, par exemple https://www.dropbox.com/home/Apps/Porchlight.",
  "For s3 the access key, for dropbox the key of your app.":
    "Pour s3 la clé d'accès, pour dropbox la clé de votre application.",
  "For webdav the password; Nextcloud wants an app password of its own. For s3 the secret of the access key. For sftp the password, or the whole text of a private key without a passphrase, in one line or with \\n for its line ends. For dropbox nothing: you log in on the page System of Porchlight's panel.":
    "Pour webdav le mot de passe ; Nextcloud exige un mot de passe d'application. Pour s3 le secret de la clé d'accès. Pour sftp le mot de passe, ou le texte entier d'une clé privée sans phrase secrète, sur une ligne ou avec \\n pour ses fins de ligne. Pour dropbox rien : vous vous connectez sur la page System du panneau de Porchlight.",
  "For s3: the name of the bucket. It must be there already.":
    "Pour s3 : le nom du bucket. Il doit déjà exister.",
  "For s3: the region of the bucket. Empty: us-east-1, which also suits most servers of your own.":
    "Pour s3 : la région du bucket. Vide : us-east-1, qui convient aussi à la plupart de vos propres serveurs.",
  "Where the copy of a clip is put, without ending. {camera_name}, {date} and {clip_id} are filled in. Empty: porchlight/{camera_name}/{clip_id}.":
    "Où la copie d'un clip est placée, sans extension. {camera_name}, {date} et {clip_id} sont remplacés. Vide : porchlight/{camera_name}/{clip_id}.",
  "Kilobits a second that all copies to this place may use together. 0 is no limit.":
    "Kilobits par seconde que toutes les copies vers cet endroit peuvent utiliser ensemble. 0 : pas de limite.",
  "As in 22:00-06:00: outside these hours only clips with an alert are sent, the others wait. Empty: always.":
    "Par exemple 22:00-06:00 : en dehors de ces heures, seuls les clips avec une alerte sont envoyés, les autres attendent. Vide : toujours.",
  "Copies there that are older are deleted, except those with a star. 0 never deletes.":
    "Les copies plus anciennes y sont supprimées, sauf celles avec une étoile. 0 ne supprime jamais.",
  "Further places that get a copy of each clip too, each filled in as under Storage. One that is away does not hold up the others.":
    "D'autres endroits qui reçoivent aussi une copie de chaque clip, chacun rempli comme sous Stockage. Si l'un est injoignable, il ne retient pas les autres.",
  "How long clips stay on this disk. Clips with a star are never deleted.":
    "Combien de temps les clips restent sur ce disque. Les clips avec une étoile ne sont jamais supprimés.",
  "When the videos take more than this, the oldest are deleted; those with an alert last. 0 means no limit.":
    "Quand les vidéos dépassent cette taille, les plus anciennes sont supprimées, celles avec une alerte en dernier. 0 : pas de limite.",
  "So much of the disk stays free for Home Assistant and its backups, at most half of the disk. 0 means that it may be filled.":
    "Cette place du disque reste libre pour Home Assistant et ses sauvegardes, au plus la moitié du disque. 0 : il peut être rempli.",
  "Older clips are deleted although there is space. 0 means that they are kept.":
    "Les clips plus anciens sont supprimés même s'il reste de la place. 0 : ils sont gardés.",
  "The same for clips that made an alert; never less than other clips. 0 means that they are kept.":
    "De même pour les clips qui ont donné une alerte ; jamais moins que les autres. 0 : ils sont gardés.",
  "Where space is needed, a camera that fills more than this gives way first, so that a busy one cannot push out the others.":
    "Quand il faut de la place, une caméra qui occupe plus que cela cède d'abord, pour qu'une caméra agitée n'évince pas les autres.",
  "Copies what is known of every clip to a database, as in postgresql://user:password@192.168.1.5:5432/porchlight. Several boxes may share one.":
    "Copie ce que l'on sait de chaque clip dans une base de données, par exemple postgresql://user:password@192.168.1.5:5432/porchlight. Plusieurs installations peuvent en partager une.",
  "Only where Porchlight does not run inside Home Assistant: how to reach it.":
    "Seulement si Porchlight ne tourne pas dans Home Assistant : comment le joindre.",
  "As in http://192.168.1.5:8123. Empty: it is not used.":
    "Par exemple http://192.168.1.5:8123. Vide : il n'est pas utilisé.",
  "A long-lived access token: in Home Assistant under your profile, Security.":
    "Un jeton d'accès de longue durée : dans Home Assistant, dans votre profil, sous Sécurité.",
  "Allows programs outside Home Assistant to use the API with this key. At least 16 characters.":
    "Permet à des programmes hors de Home Assistant d'utiliser l'API avec cette clé. Au moins 16 caractères.",
  "Path of another ffmpeg than the one that is found by itself.":
    "Chemin d'un autre ffmpeg que celui trouvé automatiquement.",
  "Which part of this machine decodes video where something moves: auto takes graphics hardware that passes a test, else software. VAAPI is for Intel and AMD, CUDA for NVIDIA, QSV for Intel.":
    "Quelle partie de cette machine décode la vidéo quand quelque chose bouge : auto prend le matériel graphique qui réussit un test, sinon software. VAAPI est pour Intel et AMD, CUDA pour NVIDIA, QSV pour Intel.",
  "How much the log tells.": "À quel point le journal est détaillé.",
};
