import { expect } from "chai";
import { explanations, table, unexplained } from "../../bench/gas/report.ts";

const row = (name: string, gas: number, target: number) => ({
  name,
  gas,
  target,
  floor: 1,
  quoted: {},
  peers: { A: 9_000, B: 7_000 },
});
const markdown = "# Gas\n\n### report.t2: 55,120\n\nBecause.\n";

describe("gas report", () => {
  it("reads what docs/gas.md explains", () => {
    expect([...explanations(markdown)]).to.deep.equal([["report.t2", 55_120]]);
  });

  it("passes what is within its target or explained", () => {
    expect(
      unexplained([row("request.open", 58_000, 58_000), row("report.t2", 55_150, 54_000)], markdown),
    ).to.deep.equal([]);
  });

  it("fails what is above its target and not explained, or above its explanation", () => {
    const found = unexplained(
      [row("request.open", 58_001, 58_000), row("report.t2", 55_200, 54_000)],
      markdown,
    );
    expect(found.map(({ row: { name }, explainedTo }) => [name, explainedTo])).to.deep.equal([
      ["request.open", undefined],
      ["report.t2", 55_120],
    ]);
  });

  it("shows the ratio to the target and the best peer", () => {
    expect(table([row("report.t2", 5_400, 5_000)])).to.match(
      /report\.t2\s+5,400\s+5,000\s+1\.08\s+1\s+B 7,000/,
    );
  });
});
