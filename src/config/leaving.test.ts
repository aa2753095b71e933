import { expect, test } from "vitest";
import { leavingHome } from "./leaving.ts";
import { readOptions } from "./read-options.ts";

const leaving = (raw: object) => leavingHome(readOptions(raw).options);

test("by default nothing leaves the house, nor with a broker at home", () => {
  expect(leaving({})).toEqual([]);
  for (const host of ["core-mosquitto", "192.168.1.4", "10.0.0.2", "172.20.0.3", "nas.local", "::1"]) {
    expect(leaving({ mqtt: { host } })).toEqual([]);
  }
});

test("what the owner switched on is named, without secrets", () => {
  const told = leaving({
    mqtt: { host: "broker.example.com" },
    storage: {
      backend: "s3",
      url: "https://key:secret@s3.example.com/x",
      bucket: "clips",
      username: "a",
      password: "b",
    },
    postgres_url: "postgres://user:secret@db.example.com/house",
  });

  expect(told).toEqual([
    "A copy of every clip, with its picture, goes to the bucket clips at s3.example.com.",
    "Alerts, states and pictures of alerts go to the MQTT broker broker.example.com.",
    "What happened to each clip, without pictures, goes to the database at db.example.com.",
  ]);
});
