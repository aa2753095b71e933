import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { readPostgresUrl, tlsOf } from "./postgres-address.ts";

test("an address is taken apart, with what is written as %xx", () => {
  const address = readPostgresUrl("postgres://porch%40home:p%25s@[fd00::5]/my%20house?sslmode=verify-full");

  expect(address).toMatchObject({
    host: "fd00::5",
    port: 5432,
    user: "porch@home",
    password: "p%s",
    database: "my house",
    sslMode: "verify-full",
  });
});

test.each([
  ["nonsense", "must look like"],
  ["mysql://porch:hunter2@db/porch", "must look like"],
  ["postgresql://porch:hunter2@db:99999/porch", "must look like"],
  ["postgresql://db/porch", "names no user"],
  ["postgresql://porch:hunter2@db", "names no database"],
  ["postgresql://porch:hunter2%zz@db/porch", "holds a %"],
  ["postgresql://porch:hunter2@db/porch?sslmode=maybe", "sslmode"],
])("%s is refused in a sentence that does not hold the password", (url, sentence) => {
  const read = () => readPostgresUrl(url);

  expect(read).toThrow(Failure);
  expect(read).toThrow(sentence);
  expect(read).not.toThrow("hunter2");
});

test("without sslmode the server may have TLS or not, and nobody asks who it is", () => {
  const address = readPostgresUrl("postgresql://porch@db/porch");

  expect(address.sslMode).toBe("prefer");
  expect(tlsOf(address)).toEqual({ rejectUnauthorized: false });
});

test("a file of the authority that is not there is named", () => {
  const address = readPostgresUrl("postgresql://porch@db/porch?sslmode=verify-ca&sslrootcert=/no/ca.pem");

  expect(() => tlsOf(address)).toThrow("The file /no/ca.pem of sslrootcert in postgres_url cannot be read.");
});
