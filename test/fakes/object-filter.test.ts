import { Failure } from "#domain/failure.ts";
import { aClip } from "#test/builders.ts";
import { objectFilterContract } from "#test/contracts/object-filter.ts";
import { aDetection, fakeObjectFilter } from "./object-filter.ts";

const person = aClip({ camera: "person" });
const empty = aClip({ camera: "empty" });
const broken = aClip({ camera: "broken" });

objectFilterContract(
  "the fake filter",
  async () =>
    fakeObjectFilter(({ id }) => {
      if (id === broken.id) return new Failure("rejected", "The clip holds no picture.");
      return id === person.id ? [aDetection("person")] : [];
    }),
  () => ({ person, empty, broken }),
);
