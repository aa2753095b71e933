/** An AI task in a real Home Assistant that says what it was shown, and what Home Assistant's providers would send. */
export const AI_TASK = "ai_task.seeing_task";

const manifest = {
  domain: "seeing_task",
  name: "Seeing task",
  version: "1.0.0",
  dependencies: ["ai_task"],
  codeowners: [],
  iot_class: "calculated",
  documentation: "https://example.com",
  requirements: [],
};

/** The schema that it was given checks its answer, which is one as of a model. */
const integration = `
import probatio
from homeassistant.components.ai_task import AITaskEntity, AITaskEntityFeature, GenDataTaskResult
from homeassistant.components.ai_task.const import DATA_COMPONENT
from homeassistant.helpers import llm

ANSWER = {
    "observations": "A person comes.",
    "visible_text": "- KEEP OUT\\n- No ads",
    "entities_timeline": [
        {"type": "person", "description": "red coat", "first_seen_s": 0.5, "last_seen_s": 3}
    ],
    "activity_type": "delivery",
    "risk_level": "low",
    "confidence": 0.9,
    "title": "Courier leaves a parcel",
    "summary": "A courier leaves a parcel and goes.",
    "requires_review": False,
}

async def async_setup(hass, config):
    await hass.data[DATA_COMPONENT].async_add_entities([SeeingTask()])
    return True

class SeeingTask(AITaskEntity):
    _attr_name = "Seeing task"
    _attr_unique_id = "seeing_task"
    _attr_supported_features = AITaskEntityFeature.GENERATE_DATA | AITaskEntityFeature.SUPPORT_ATTACHMENTS

    async def _async_generate_data(self, task, chat_log):
        def read():
            return [
                {"id": a.media_content_id, "mime": a.mime_type, "bytes": list(a.path.read_bytes())}
                for a in task.attachments or []
            ]

        return GenDataTaskResult(
            conversation_id=chat_log.conversation_id,
            data={
                **task.structure(ANSWER),
                "seen": await self.hass.async_add_executor_job(read),
                "instructions": task.instructions,
                "schema": probatio.to_openapi(task.structure, custom_serializer=llm.selector_serializer),
            },
        )
`;

export const aiTaskFiles: Readonly<Record<string, string>> = {
  "custom_components/seeing_task/manifest.json": JSON.stringify(manifest),
  "custom_components/seeing_task/__init__.py": integration,
};
