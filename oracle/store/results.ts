import type { Hex, RequestId } from "../../standards/hex.ts";
import type { Sealed } from "../../standards/hpke.ts";
import type { Database, Row } from "./database.ts";

export const saveResult = (db: Database, id: RequestId, result: Sealed): void => {
  db.prepare("INSERT OR REPLACE INTO results VALUES (?, ?, ?)").run(
    id,
    result.encapsulatedKey,
    result.ciphertext,
  );
};

export const eraseResult = (db: Database, id: RequestId): void => {
  db.prepare("DELETE FROM results WHERE request_id = ?").run(id);
};

export const readResult = (db: Database, id: RequestId): Sealed | undefined => {
  const row = db.prepare("SELECT * FROM results WHERE request_id = ?").get(id) as Row | undefined;
  if (row === undefined) return undefined;
  return { encapsulatedKey: row.encapsulated_key as Hex, ciphertext: row.ciphertext as Hex };
};
