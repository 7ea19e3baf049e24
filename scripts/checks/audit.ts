// `npm run audit`: asks the registry for known vulnerabilities of what an operator installs. With `-- --strict` it also
// fails where the registry cannot be asked.
import { z } from "zod";
import { capture, read } from "./shared.ts";

const ACCEPTED = "scripts/checks/advisories.json";
const ASK = [
  "audit",
  "--json",
  "--omit=dev",
  "--omit=optional",
  "--audit-level=high",
  "--fetch-retries=0",
  "--fetch-timeout=20000",
];
const GRAVE = ["high", "critical"];

const advisory = z.object({ url: z.string(), title: z.string(), severity: z.string() });
const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisory])) })),
});

export type Audit =
  | { readonly asked: false; readonly why: string }
  | { readonly asked: true; readonly findings: readonly string[]; readonly accepted: readonly string[] };

/** npm may print warnings before its JSON. */
const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text.slice(text.indexOf("\n{") + 1 || text.indexOf("{"), text.lastIndexOf("}") + 1));
  } catch {
    return undefined;
  }
};

/** What `npm audit --json` said; `accepted` maps an advisory's address to why it does no harm here. */
export const readAudit = (text: string, accepted: Readonly<Record<string, string>>): Audit => {
  const parsed = report.safeParse(jsonIn(text));
  if (!parsed.success) {
    const why = /^npm (?:warn|error) (audit .*|network .*|.*E[A-Z]{4,}.*)$/m.exec(text)?.[1];
    return { asked: false, why: why ?? text.trim().split("\n")[0] ?? "no answer" };
  }
  const grave = Object.entries(parsed.data.vulnerabilities).flatMap(([name, { via }]) =>
    via
      .filter((cause) => typeof cause !== "string")
      .filter(({ severity }) => GRAVE.includes(severity))
      .map(({ url, title, severity }) => ({ url, line: `${severity}: ${name}: ${title} (${url})` })),
  );
  return {
    asked: true,
    findings: grave.filter(({ url }) => accepted[url] === undefined).map(({ line }) => line),
    accepted: grave
      .filter(({ url }) => accepted[url] !== undefined)
      .map(({ url, line }) => `${line}: accepted, ${accepted[url]}`),
  };
};

const main = async (): Promise<void> => {
  const accepted = z.record(z.url(), z.string().min(1)).parse(JSON.parse(read(ACCEPTED)));
  // npm's own file where npm runs this: a program of that name is none to Windows.
  const npm = process.env.npm_execpath;
  const [program, ...args] = npm === undefined ? ["npm", ...ASK] : [process.execPath, npm, ...ASK];
  const audit = readAudit((await capture(program, args)).text, accepted);
  if (!audit.asked) {
    console.log(`NOT AUDITED: the registry could not be asked for known vulnerabilities (${audit.why}).`);
    console.log("Hashes, origins, install scripts and licences are checked by `npm run check` all the same.");
    process.exitCode = process.argv.includes("--strict") ? 1 : 0;
    return;
  }
  for (const line of audit.accepted) console.log(line);
  for (const line of audit.findings) console.error(line);
  console.log(`Asked the registry: ${audit.findings.length} grave vulnerabilities not accepted.`);
  process.exitCode = audit.findings.length === 0 ? 0 : 1;
};

if (import.meta.main ?? process.argv[1] === import.meta.filename) await main();
