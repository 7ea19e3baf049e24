import { expect } from "chai";
import { readAudit } from "../../scripts/checks/audit.ts";

const URL = "https://github.com/advisories/GHSA-aaaa-bbbb-cccc";

const reportOf = (severity: string): string =>
  `npm warn something\n${JSON.stringify(
    {
      auditReportVersion: 2,
      vulnerabilities: {
        parser: { via: [{ url: URL, title: "Runs what it reads", severity }] },
        above: { via: ["parser"] },
      },
    },
    null,
    2,
  )}`;

describe("npm run audit", () => {
  it("names a grave vulnerability once, by the package that has it", () => {
    for (const severity of ["high", "critical"])
      expect(readAudit(reportOf(severity), {})).to.deep.equal({
        asked: true,
        findings: [`${severity}: parser: Runs what it reads (${URL})`],
        accepted: [],
      });
  });

  it("lets lesser ones pass, and those that somebody accepted with a reason", () => {
    expect(readAudit(reportOf("moderate"), {})).to.deep.include({ findings: [] });
    const accepted = readAudit(reportOf("high"), { [URL]: "never reads a stranger's text" });
    expect(accepted).to.deep.include({ findings: [] });
    expect(JSON.stringify(accepted)).to.include("never reads a stranger's text");
  });

  it("says why it could not ask, and never takes that for a clean answer", () => {
    const refused = [
      "npm warn audit 405 Method Not Allowed - POST https://host.example/bulk",
      "npm error audit endpoint returned an error",
      '{ "message": "405 Method Not Allowed" }',
    ].join("\n");
    expect(readAudit(refused, {})).to.deep.equal({
      asked: false,
      why: "audit 405 Method Not Allowed - POST https://host.example/bulk",
    });
    for (const text of ["", "{", "npm error code ENOTFOUND", "{}"])
      expect(readAudit(text, {}).asked, text).to.equal(false);
  });
});
