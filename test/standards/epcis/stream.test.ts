import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { readEvents, type StreamedEvent } from "../../../standards/epcis/readEvents.ts";
import { errorOf } from "../errorOf.ts";
import { AT, EVENT, generate, TEXT } from "./generate.ts";
import { shippingEvent } from "./samples.ts";

const EVENTS = 50_000;
const MOST_GROWTH = 60 * 2 ** 20;
const MEMORY = path.join(import.meta.dirname, "streamMemory.ts");

const collect = async (chunks: Iterable<string | Uint8Array>): Promise<StreamedEvent[]> => {
  const all: StreamedEvent[] = [];
  for await (const one of readEvents(chunks)) all.push(one);
  return all;
};
const failure = async (chunks: Iterable<string | Uint8Array>) => {
  const error: unknown = await collect(chunks).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return errorOf(() => {
    throw error;
  });
};

describe("a stream of EPCIS events", () => {
  it("of fifty thousand holds no more memory at its end than at its beginning", async () => {
    const args = ["--import", "tsx", MEMORY, String(EVENTS)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { count, most } = JSON.parse(stdout);
    expect(count).to.equal(EVENTS);
    // The events together would take twice as much.
    expect(most).to.be.lessThan(MOST_GROWTH);
  }).timeout(300_000);

  it("reads no further than it is asked to", async () => {
    const { pieces, state } = generate(1_000);
    const events = readEvents(pieces());
    await events.next();
    expect(state.made).to.be.lessThan(5);
    await events.return({} as never);
    expect(state.made).to.be.lessThan(5);
  });

  it("returns all of the document that is no event", async () => {
    const events = readEvents([TEXT]);
    await events.next();
    const { done, value } = await events.next();
    expect(done).to.equal(true);
    expect(value).to.deep.include({ type: "EPCISDocument", epcisBody: { eventList: [] } });
  });

  it("gives the events before a fault, and says where the fault is", async () => {
    const bad = JSON.stringify({ ...shippingEvent, action: "TELL" });
    const events = readEvents([TEXT.slice(0, AT), EVENT, ",", bad, TEXT.slice(AT + EVENT.length)]);
    expect((await events.next()).value).to.include({ index: 0 });
    const error: unknown = await events.next().catch((reason: unknown) => reason);
    expect(error).to.include({ code: "INVALID_EPCIS", pointer: "/epcisBody/eventList/1/action" });
  });

  it("refuses what is no whole document, with a typed error", async () => {
    const head = TEXT.slice(0, AT);
    for (const [text, fault, pointer] of [
      ["", "NOT_JSON", ""],
      ["{", "NOT_JSON", ""],
      ["nothing", "NOT_JSON", ""],
      ["[]", "TYPE", ""],
      ["1 ", "TYPE", ""],
      [`${TEXT}x`, "NOT_JSON", ""],
      [`${TEXT}${TEXT}`, "NOT_JSON", ""],
      [TEXT.slice(0, -1), "NOT_JSON", ""],
      [`${head}1]}}`, "EVENT_TYPE", "/epcisBody/eventList/0"],
      [`${head}{"type":"ObjectEvent","type":1}]}}`, "NOT_JSON", "/epcisBody/eventList/0/type"],
      [`${head}{"__proto__":1}]}}`, "NOT_JSON", "/epcisBody/eventList/0/__proto__"],
      [`${head}{"a:b":12345678901234567890}]}}`, "NUMBER", "/epcisBody/eventList/0/a:b"],
      [`${head}${'{"a:b":'.repeat(70)}1`, "SIZE", ""],
      [`{"epcisBody":{"eventList":[${EVENT}]},${TEXT.slice(1)}`, "ORDER", "/@context"],
      [TEXT.replace('"2.0"', '"1.2"'), "CODE", "/schemaVersion"],
      [`${head}"${"x".repeat(5_000_000)}`, "SIZE", ""],
    ] as const)
      expect(await failure([text]), text.slice(0, 80)).to.include({ code: "INVALID_EPCIS", fault, pointer });
    expect(await failure([new Uint8Array([0x7b, 0xff])])).to.include({ fault: "NOT_JSON" });
  });
});
