import type { Texts } from "#addon/words/texts.ts";

export const descriptions: Texts = {
  "One entry for each camera. The name and the stream address are enough.":
    "Una entrada por cámara. Bastan el nombre y la dirección de la transmisión.",
  "What you call the camera. Entities, folders and topics are named after it.":
    "Cómo llamas a la cámara. Las entidades, carpetas y topics llevan este nombre.",
  "RTSP address of the main stream, as in rtsp://192.168.1.20:554/stream1.":
    "Dirección RTSP de la transmisión principal, por ejemplo rtsp://192.168.1.20:554/stream1.",
  "RTSP address of the small second stream. Motion is then seen sooner: five times a second instead of at every key frame.":
    "Dirección RTSP de la segunda transmisión, más pequeña. Así el movimiento se ve antes: cinco veces por segundo en lugar de una vez por fotograma clave.",
  "For the camera, if the address does not hold it already.":
    "Para la cámara, si la dirección no lo incluye ya.",
  "How pictures travel from the camera. TCP loses nothing; UDP only for cameras that need it.":
    "Cómo llegan las imágenes de la cámara. TCP no pierde nada; UDP solo para cámaras que lo necesiten.",
  "How small and faint a movement may be that starts a clip. At 100 a thing of a quarter of the usual size is enough, at 1 it must be four times as large. For a hedge or a flag draw a mask in the panel instead.":
    "Lo pequeño y débil que puede ser un movimiento para iniciar un clip. Con 100 basta una cuarta parte del tamaño habitual; con 1 debe ser cuatro veces mayor. Para un seto o una bandera, dibuja mejor una máscara en el panel.",
  "How much of the time before the motion is in the clip. Never less than one whole group of pictures.":
    "Cuánto tiempo anterior al movimiento hay en el clip. Nunca menos de un grupo de imágenes (GOP) completo.",
  "How long recording goes on after the last motion. Motion within this time continues the same clip.":
    "Cuánto sigue la grabación después del último movimiento. Si algo se mueve en ese tiempo, continúa el mismo clip.",
  "A longer happening is cut here into several clips without losing a frame.":
    "Un suceso más largo se corta aquí en varios clips sin perder un fotograma.",
  "Switched off, the camera is not connected at all.": "Si está desactivado, no se conecta con la cámara.",
  "What is looked for: person, vehicle, animal, or any class of the model.":
    "Qué se busca: person, vehicle, animal o cualquier clase del modelo.",
  "How sure the detector must be on this camera, from 0 to 1.":
    "Lo segura que debe ser la detección en esta cámara, de 0 a 1.",
  "Seeing one of these makes an alert where there is no analysis to decide by.":
    "Ver uno de estos da una alerta cuando no hay un análisis que decida.",
  "Every clip of this camera makes an alert.": "Cada clip de esta cámara da una alerta.",
  "An analysed clip makes an alert from this level on.":
    "Un clip analizado da una alerta a partir de este nivel.",
  "These activities make an alert whatever the risk level.":
    "Estas actividades dan una alerta sea cual sea el nivel de riesgo.",
  "Leave empty to use the broker that Home Assistant knows.":
    "Déjalo vacío para usar el bróker que Home Assistant conoce.",
  "Address of the broker. Leave empty to use Home Assistant's own.":
    "Dirección del bróker. Déjala vacía para usar el de Home Assistant.",
  "Usually 1883, or 8883 with TLS.": "Normalmente 1883, u 8883 con TLS.",
  "If the broker asks for one.": "Si el bróker lo pide.",
  "Encrypt the connection to the broker.": "Cifrar la conexión con el bróker.",
  "Only if you changed it in Home Assistant's MQTT integration.":
    "Solo si lo cambiaste en la integración MQTT de Home Assistant.",
  "Where alerts are published; {camera_name} becomes the camera's name in lower case.":
    "Dónde se publican las alertas; {camera_name} pasa a ser el nombre de la cámara en minúsculas.",
  "The model that finds people, vehicles and animals in clips.":
    "El modelo que encuentra personas, vehículos y animales en los clips.",
  "yolo runs a detection model on this machine.": "yolo ejecuta un modelo de detección en este equipo.",
  "A name from the catalogue (yolox_s) or the path of your own ONNX file.":
    "Un nombre del catálogo (yolox_s) o la ruta de tu propio archivo ONNX.",
  "auto takes the graphics processor if it works and is faster, else the processor.":
    "auto usa el procesador gráfico si funciona y es más rápido; si no, el procesador.",
  "How sure the model must be, from 0 to 1. Cameras can have their own.":
    "Lo seguro que debe estar el modelo, de 0 a 1. Cada cámara puede tener el suyo.",
  "How many pictures of each clip the detector looks at.": "Cuántas imágenes de cada clip mira la detección.",
  "Who says in a sentence what happened in a clip: a vision model, or plain rules.":
    "Quién dice en una frase qué pasó en un clip: un modelo de visión o simples reglas.",
  "none: objects alone decide. rules: clips are described from what the detector saw. openai: any server that speaks OpenAI's API. home_assistant: the AI task of Home Assistant.":
    "none: deciden solo los objetos. rules: los clips se describen a partir de lo que vio la detección. openai: cualquier servidor que hable la API de OpenAI. home_assistant: la tarea de IA (AI Task) de Home Assistant.",
  "describe: says what happened. gate, for the first of several: looks at two small pictures, and the next one is asked only where it sees more than nothing.":
    "describe: dice qué pasó. gate, para el primero de varios: mira dos imágenes pequeñas, y solo se pregunta al siguiente modelo si este ve algo.",
  "For openai: where the server is, as in http://192.168.1.5:11434/v1 for Ollama. Empty: OpenAI itself.":
    "Para openai: dónde está el servidor, por ejemplo http://192.168.1.5:11434/v1 para Ollama. Vacío: el propio OpenAI.",
  "For openai: the key, if the server asks for one.": "Para openai: la clave, si el servidor la pide.",
  "For openai the model's name, as in gpt-4o-mini or qwen3-vl:8b. For home_assistant the entity, as in ai_task.google_ai_task; empty: the preferred one.":
    "Para openai el nombre del modelo, por ejemplo gpt-4o-mini o qwen3-vl:8b. Para home_assistant la entidad, por ejemplo ai_task.google_ai_task; vacío: la preferida.",
  "trigger_only: clips in which one of the trigger classes was seen. always: every clip. never: none.":
    "trigger_only: los clips en los que se vio una de las clases que activan el análisis. always: todos los clips. never: ninguno.",
  "With trigger_only: person, vehicle, animal, or any class of the detector.":
    "Con trigger_only: person, vehicle, animal o cualquier clase de la detección.",
  "The words that the model chooses from to say what kind of thing happened.":
    "Las palabras entre las que elige el modelo para decir qué tipo de suceso fue.",
  "How long one answer may take.": "Cuánto puede tardar una respuesta.",
  "At most so many pictures of a clip are sent.": "Cuántas imágenes de un clip se envían como máximo.",
  "The longer side of a picture that is sent.": "El lado más largo de una imagen enviada.",
  "JPEG quality of the pictures that are sent.": "Calidad JPEG de las imágenes enviadas.",
  "Money for a million tokens read, in your currency, for the budget.":
    "Dinero por un millón de tokens leídos, en tu moneda, para el presupuesto.",
  "Money for a million tokens written, in your currency, for the budget.":
    "Dinero por un millón de tokens escritos, en tu moneda, para el presupuesto.",
  "Asked in this order where the one before does not answer, or sees more than nothing as a gate. Each is filled in as under Analyzer.":
    "Se les pregunta en este orden cuando el anterior no responde o, como gate, ve algo. Cada uno se rellena como en Análisis.",
  "What vision models may use up. Nothing is limited unless you say so.":
    "Lo que pueden gastar los modelos de visión. Nada está limitado si no lo indicas.",
  "Questions to vision models in one hour. 0 is no limit.":
    "Preguntas a modelos de visión en una hora. 0 es sin límite.",
  "Questions to vision models on one day. 0 is no limit.":
    "Preguntas a modelos de visión en un día. 0 es sin límite.",
  "Questions to vision models in one month. 0 is no limit.":
    "Preguntas a modelos de visión en un mes. 0 es sin límite.",
  "Tokens, read and written, on one day. 0 is no limit.":
    "Tokens leídos y escritos en un día. 0 es sin límite.",
  "Tokens, read and written, in one month. 0 is no limit.":
    "Tokens leídos y escritos en un mes. 0 es sin límite.",
  "Money on one day, by the prices that you give at the analyzer. 0 is no limit.":
    "Dinero en un día, según los precios que indicas en el análisis. 0 es sin límite.",
  "Money in one month, by the prices that you give at the analyzer. 0 is no limit.":
    "Dinero en un mes, según los precios que indicas en el análisis. 0 es sin límite.",
  "No camera may use more than this of each limit, so that a busy one leaves something to the others.":
    "Ninguna cámara puede gastar más que esta parte de cada límite, para que una muy activa deje algo a las demás.",
  "rules: clips are described from what the detector saw. alerts_only: the last tenth of each limit is kept for clips that make an alert. cheaper: the further analyzers of your list are asked, which do not count.":
    "rules: los clips se describen a partir de lo que vio la detección. alerts_only: la última décima parte de cada límite queda para los clips que dan una alerta. cheaper: se pregunta a los siguientes modelos de análisis de tu lista, que no cuentan.",
  "Notifications by Home Assistant: its apps on phones, and any other notify action.":
    "Notificaciones de Home Assistant: su aplicación en los teléfonos y cualquier otra acción notify.",
  "Alerts come as notifications to the phones with Home Assistant's app.":
    "Las alertas llegan como notificaciones a los teléfonos con la aplicación de Home Assistant.",
  "Notify actions, as in notify.mobile_app_pixel_9 or notify.telegram. Empty: every phone with the app.":
    "Acciones notify, por ejemplo notify.mobile_app_pixel_9 o notify.telegram. Vacío: todos los teléfonos con la aplicación.",
  "From this risk on a phone rings although it is muted. never: it never does.":
    "A partir de este riesgo, el teléfono suena aunque esté en silencio. never: nunca.",
  "Each alert is a notification in Home Assistant too.":
    "Cada alerta es también una notificación en Home Assistant.",
  "{title}, {camera}, {objects}, {zones}, {risk}, {activity} and {time} are filled in.":
    "{title}, {camera}, {objects}, {zones}, {risk}, {activity} y {time} se sustituyen.",
  "The same words, and {summary}.": "Las mismas palabras, y {summary}.",
  "Alerts by e-mail, at once or as a digest.": "Alertas por correo, al momento o como resumen.",
  "The SMTP server of your mail provider. Empty: no e-mail is sent.":
    "El servidor SMTP de tu proveedor de correo. Vacío: no se envía ningún correo.",
  "Usually 587, or 465 with TLS.": "Normalmente 587, o 465 con TLS.",
  "starttls for port 587, tls for port 465. none only for a server in the house.":
    "starttls para el puerto 587, tls para el puerto 465. none solo para un servidor en casa.",
  "If the server asks for one.": "Si el servidor lo pide.",
  "If the server asks for one. Many providers want an app password.":
    "Si el servidor la pide. Muchos proveedores exigen una contraseña de aplicación.",
  "Address that the mails come from. Empty: the user name.":
    "Dirección de la que vienen los correos. Vacío: el nombre de usuario.",
  "Addresses that the mails go to.": "Direcciones a las que van los correos.",
  "Less risky alerts wait for the digest. What nobody judged counts as medium.":
    "Las alertas de menor riesgo esperan al resumen. Lo que nadie ha juzgado cuenta como medium.",
  "One mail with all alerts and their pictures, in the morning or on Monday morning.":
    "Un correo con todas las alertas y sus imágenes, cada mañana o el lunes por la mañana.",
  "Addresses that get each alert as JSON.": "Direcciones que reciben cada alerta como JSON.",
  "Gets each alert as JSON by POST.": "Recibe cada alerta como JSON por POST.",
  "Signs each request, so that the receiver knows that it is from here. At least 16 characters.":
    "Firma cada petición, para que el receptor sepa que viene de aquí. Al menos 16 caracteres.",
  "Where clips are kept besides the disk of this machine.":
    "Dónde se guardan los clips además del disco de este equipo.",
  "local keeps clips in Home Assistant's media folder only. webdav (Nextcloud), s3 (a bucket), dropbox or sftp (a server by SSH) get a copy of each.":
    "local guarda los clips solo en la carpeta multimedia de Home Assistant. webdav (Nextcloud), s3 (un bucket), dropbox o sftp (un servidor por SSH) reciben una copia de cada uno.",
  "For webdav the folder, as in https://cloud.example/remote.php/dav/files/alice/. For s3 the endpoint, as in https://s3.example; empty for Amazon. For sftp the folder, as in sftp://nas.local/volume1/clips. For dropbox where you see the folder, as in https://www.dropbox.com/home/Apps/Porchlight.":
    "Para webdav la carpeta, por ejemplo https://cloud.example/remote.php/dav/files/alice/. Para s3 el punto de acceso, por ejemplo https://s3.example; vacío para Amazon. Para sftp la carpeta, por ejemplo sftp://nas.local/volume1/clips. Para dropbox donde ves la carpeta, por ejemplo https://www.dropbox.com/home/Apps/Porchlight.",
  "For s3 the access key, for dropbox the key of your app.":
    "Para s3 la clave de acceso, para dropbox la clave de tu aplicación.",
  "For webdav the password; Nextcloud wants an app password of its own. For s3 the secret of the access key. For sftp the password, or the whole text of a private key without a passphrase, in one line or with \\n for its line ends. For dropbox nothing: you log in on the page System of Porchlight's panel.":
    "Para webdav la contraseña; Nextcloud pide una contraseña de aplicación. Para s3 el secreto de la clave de acceso. Para sftp la contraseña, o el texto completo de una clave privada sin frase de contraseña, en una línea o con \\n en sus saltos de línea. Para dropbox nada: inicias sesión en la página System del panel de Porchlight.",
  "For s3: the name of the bucket. It must be there already.":
    "Para s3: el nombre del bucket. Ya debe existir.",
  "For s3: the region of the bucket. Empty: us-east-1, which also suits most servers of your own.":
    "Para s3: la región del bucket. Vacío: us-east-1, que también sirve para la mayoría de servidores propios.",
  "Where the copy of a clip is put, without ending. {camera_name}, {date} and {clip_id} are filled in. Empty: porchlight/{camera_name}/{clip_id}.":
    "Dónde se pone la copia de un clip, sin extensión. {camera_name}, {date} y {clip_id} se sustituyen. Vacío: porchlight/{camera_name}/{clip_id}.",
  "Kilobits a second that all copies to this place may use together. 0 is no limit.":
    "Kilobits por segundo que todas las copias a este lugar pueden usar juntas. 0 es sin límite.",
  "As in 22:00-06:00: outside these hours only clips with an alert are sent, the others wait. Empty: always.":
    "Por ejemplo 22:00-06:00: fuera de estas horas solo se envían los clips con una alerta, los demás esperan. Vacío: siempre.",
  "Copies there that are older are deleted, except those with a star. 0 never deletes.":
    "Allí se borran las copias más antiguas, salvo las que tienen estrella. 0 no borra nunca.",
  "Further places that get a copy of each clip too, each filled in as under Storage. One that is away does not hold up the others.":
    "Otros lugares que también reciben una copia de cada clip, cada uno rellenado como en Almacenamiento. Si uno no está disponible, no retrasa a los demás.",
  "How long clips stay on this disk. Clips with a star are never deleted.":
    "Cuánto tiempo se quedan los clips en este disco. Los clips con estrella no se borran nunca.",
  "When the videos take more than this, the oldest are deleted; those with an alert last. 0 means no limit.":
    "Cuando los vídeos ocupan más que esto, se borran los más antiguos; los que tienen una alerta, al final. 0 significa sin límite.",
  "So much of the disk stays free for Home Assistant and its backups, at most half of the disk. 0 means that it may be filled.":
    "Esta parte del disco queda libre para Home Assistant y sus copias de seguridad, como máximo la mitad del disco. 0 significa que se puede llenar.",
  "Older clips are deleted although there is space. 0 means that they are kept.":
    "Los clips más antiguos se borran aunque haya espacio. 0 significa que se conservan.",
  "The same for clips that made an alert; never less than other clips. 0 means that they are kept.":
    "Lo mismo para los clips que dieron una alerta; nunca menos que los demás. 0 significa que se conservan.",
  "Where space is needed, a camera that fills more than this gives way first, so that a busy one cannot push out the others.":
    "Cuando hace falta espacio, cede primero una cámara que ocupa más que esto, para que una muy activa no desplace a las demás.",
  "Copies what is known of every clip to a database, as in postgresql://user:password@192.168.1.5:5432/porchlight. Several boxes may share one.":
    "Copia lo que se sabe de cada clip a una base de datos, por ejemplo postgresql://user:password@192.168.1.5:5432/porchlight. Varias instalaciones pueden compartir una.",
  "Only where Porchlight does not run inside Home Assistant: how to reach it.":
    "Solo si Porchlight no se ejecuta dentro de Home Assistant: cómo llegar a él.",
  "As in http://192.168.1.5:8123. Empty: it is not used.":
    "Por ejemplo http://192.168.1.5:8123. Vacío: no se usa.",
  "A long-lived access token: in Home Assistant under your profile, Security.":
    "Un token de acceso de larga duración: en Home Assistant, en tu perfil, en Seguridad.",
  "Allows programs outside Home Assistant to use the API with this key. At least 16 characters.":
    "Permite que programas fuera de Home Assistant usen la API con esta clave. Al menos 16 caracteres.",
  "Path of another ffmpeg than the one that is found by itself.":
    "Ruta de otro ffmpeg distinto del que se encuentra solo.",
  "Which part of this machine decodes video where something moves: auto takes graphics hardware that passes a test, else software. VAAPI is for Intel and AMD, CUDA for NVIDIA, QSV for Intel.":
    "Qué parte de este equipo decodifica el vídeo cuando algo se mueve: auto usa el hardware gráfico que supere una prueba; si no, software. VAAPI es para Intel y AMD, CUDA para NVIDIA, QSV para Intel.",
  "How much the log tells.": "Lo detallado que es el registro.",
};
