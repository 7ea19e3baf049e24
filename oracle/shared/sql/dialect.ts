// Schemas are written once; $BYTES, $INT, $SERIAL, $STRICT and $KEYED (rows kept
// in the order of their key) stand for what each database calls them, and a guard for a
// trigger that refuses.

type Names = {
  readonly bytes: string;
  readonly int: string;
  readonly serial: string;
  readonly strict: string;
  readonly keyed: string;
  readonly guard: (guard: Guard) => string;
};

/** Refuses a change of a table, whatever the program does. */
export type Guard = {
  readonly name: string;
  readonly on: string;
  readonly event: "DELETE" | "UPDATE" | "INSERT";
  /** Over OLD and NEW; always when it is left out. */
  readonly when?: string;
  readonly message: string;
};

/** A step of a schema: statements, and guards of its tables. */
export type SchemaStep = { readonly statements: string; readonly guards?: readonly Guard[] };

export const SQLITE: Names = {
  bytes: "BLOB",
  int: "INTEGER",
  serial: "INTEGER PRIMARY KEY AUTOINCREMENT",
  strict: "STRICT",
  keyed: "STRICT, WITHOUT ROWID",
  guard: ({ name, on, event, when, message }) =>
    `CREATE TRIGGER ${name} BEFORE ${event} ON ${on} ${when === undefined ? "" : `WHEN ${when}`}
     BEGIN SELECT RAISE(ABORT, '${message}'); END;`,
};

export const POSTGRES: Names = {
  bytes: "BYTEA",
  int: "BIGINT",
  serial: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
  strict: "",
  keyed: "",
  guard: ({ name, on, event, when = "TRUE", message }) =>
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
     BEGIN
       IF ${when} THEN RAISE EXCEPTION '${message}'; END IF;
       RETURN ${event === "DELETE" ? "OLD" : "NEW"};
     END $guard$;
     CREATE TRIGGER ${name} BEFORE ${event} ON ${on} FOR EACH ROW EXECUTE FUNCTION ${name}();`,
};

export const inDialect = (step: string | SchemaStep, names: Names): string => {
  const { statements, guards = [] } = typeof step === "string" ? { statements: step } : step;
  const tables = statements
    .replaceAll("$BYTES", names.bytes)
    .replaceAll("$INT", names.int)
    .replaceAll("$SERIAL", names.serial)
    .replaceAll("$STRICT", names.strict)
    .replaceAll("$KEYED", names.keyed);
  return [tables, ...guards.map(names.guard)].join("\n");
};
