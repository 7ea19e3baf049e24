import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import pg from "pg";
import { openSqlite } from "../../../client/vault/store/openSqlite.ts";
import { MIGRATIONS } from "../../../client/vault/store/schema.ts";
import { inDialect, POSTGRES, SQLITE } from "../../../oracle/shared/sql/dialect.ts";
import { loadSqlite } from "../../../oracle/shared/sqlite.ts";
import { openDatabase } from "../../../oracle/store/openDatabase.ts";
import { word } from "../../oracle/standards/builders.ts";
import { describeEachStore, type StorePlace } from "./eachStore.ts";
import { ACTORS } from "./world.ts";

const SUBJECT = word(0x71) as never;
const LOOKUP = word(0x72);

/** Makes a database as the first version did, with one handle in it. */
const makeFirstVersion = async ({ kind, where }: StorePlace): Promise<void> => {
  const handle = `INSERT INTO handles VALUES ('${SUBJECT}', '${LOOKUP}')`;
  const [first = ""] = MIGRATIONS;
  if (kind === "file") {
    const db = new (loadSqlite().DatabaseSync)(where);
    const step = inDialect(first, SQLITE);
    db.exec(`${step}; ${handle}; PRAGMA user_version = 1`);
    db.close();
    return;
  }
  const client = new pg.Client({ connectionString: where });
  await client.connect();
  const step = inDialect(first, POSTGRES);
  await client.query(
    `CREATE SCHEMA theriac_vault; SET search_path = theriac_vault; ${step}; ${handle};
     CREATE TABLE migrations (version BIGINT PRIMARY KEY); INSERT INTO migrations VALUES (1)`,
  );
  await client.end();
};

describeEachStore("a vault that an earlier version made", (newPlace) => {
  it("keeps its handles, which have no key until one is bound", async () => {
    const place = await newPlace();
    await makeFirstVersion(place);
    const store = await place.open();
    expect(await store.subjectFor(LOOKUP, word(1) as never)).to.equal(SUBJECT);
    expect(await store.keysOf(SUBJECT)).to.deep.equal([]);
    const { address } = ACTORS.patient;
    expect(await store.bindKey(SUBJECT, address as never, undefined)).to.equal("bound");
    await store.close();
    const again = await place.open();
    expect(await again.keysOf(SUBJECT)).to.deep.equal([address]);
    await again.close();
  });
});

describe("the files of a database", () => {
  let folder: string;
  let umask: number;
  before(function () {
    if (process.platform === "win32") this.skip();
    folder = mkdtempSync(path.join(tmpdir(), "theriac-modes-"));
    umask = process.umask(0);
  });
  after(() => {
    process.umask(umask);
    rmSync(folder, { recursive: true });
  });

  const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);
  const check = (file: string): void => {
    expect(modeOf(path.dirname(file))).to.equal("700");
    for (const name of [file, `${file}-wal`, `${file}-shm`].filter(existsSync)) {
      expect(modeOf(name), name).to.equal("600");
    }
  };

  it("are this account's alone, of a vault and of a node", async () => {
    const vault = path.join(folder, "vault", "vault.sqlite");
    const sql = openSqlite(vault);
    expect(existsSync(`${vault}-wal`)).to.equal(true);
    check(vault);
    await sql.close();
    const node = path.join(folder, "node", "node.sqlite");
    const [oracle, operator] = [ACTORS.custodian.address, ACTORS.clinic.address] as never[];
    const db = await openDatabase({ path: node }, { chainId: 1, oracle, operator } as never);
    check(node);
    await db.close();
  });

  it("are made so again if an earlier version left them open to others", async () => {
    const file = path.join(folder, "old.sqlite");
    writeFileSync(file, "", { mode: 0o666 });
    await openSqlite(file).close();
    expect(modeOf(file)).to.equal("600");
  });
});
