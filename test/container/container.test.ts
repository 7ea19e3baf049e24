import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { validate as lint } from "dockerfile-utils";
import { operators } from "./composeFile.ts";
import { argumentsOf, execForm, stagesOf, text } from "./files.ts";
import { containerfileFindings } from "./rules.ts";

const containerfile = text("Containerfile");

/** Top folders and files that the program reaches by imports of the project's own. */
const reachedBy = (entry: string): Set<string> => {
  const seen = new Set([path.normalize(entry)]);
  for (const file of seen) {
    const source = readFileSync(file, "utf8");
    for (const [, found = ""] of source.matchAll(/(?:from|import\()\s*"(\.{1,2}\/[^"]+)"/g)) {
      const next = path.normalize(path.join(path.dirname(file), found.replace(/\.js$/, ".ts")));
      if (existsSync(next)) seen.add(next);
    }
  }
  return new Set([...seen].map((file) => file.split(path.sep)[0] ?? ""));
};

describe("container file", () => {
  it("has nothing that a linter says of it", () => {
    expect(
      lint(containerfile).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
    ).to.deep.equal([]);
  });

  it("gives the process the least, and notices when it does not", () => {
    expect(containerfileFindings(containerfile)).to.deep.equal([]);
    for (const [what, changed] of [
      ["no digest", containerfile.replace(/@.*RUNTIME_DIGEST}/, "")],
      ["needs a shell", containerfile.replace(/^CMD .*$/m, "CMD start")],
      ["as root", containerfile.replace(/^USER .*$/m, "USER root")],
      ["no health check", containerfile.replace(/^HEALTHCHECK .*$/m, "HEALTHCHECK NONE")],
      ["could write", containerfile.replace("--chown=0:0 /app/oracle", "/app/oracle")],
      ["runs something", `${containerfile}RUN ["node"]\n`],
      ["nobody hashed", containerfile.replace("COPY . .", "ADD https://host.example/a /a")],
    ] as const)
      expect(containerfileFindings(changed).join("; "), what).to.contain(what);
  });

  it("copies every folder that the node imports from, and only what is there", () => {
    const [build, runtime] = stagesOf(containerfile);
    if (build === undefined || runtime === undefined) throw new Error("Two stages are expected.");
    const copied = argumentsOf(runtime, "COPY").flatMap((given) =>
      given.split(" ").filter((w) => w.startsWith("/app/")),
    );
    const tops = new Set(copied.map((from) => from.split("/")[2]));
    for (const folder of reachedBy("oracle/main.ts")) expect([...tops], folder).to.include(folder);
    for (const from of copied) expect(existsSync(from.slice("/app/".length)), from).to.equal(true);
    const sources = argumentsOf(build, "COPY").flatMap((given) => given.split(" ").slice(0, -1));
    for (const from of sources) expect(existsSync(from), from).to.equal(true);
  });

  it("runs steps that package.json knows", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    const [build] = stagesOf(containerfile);
    const steps = build === undefined ? [] : argumentsOf(build, "RUN").map((given) => execForm(given) ?? []);
    for (const [program, verb, name = ""] of steps) {
      if (program === "node") expect(existsSync(verb ?? ""), verb).to.equal(true);
      if (verb === "run") expect(scripts, name).to.have.property(name);
    }
    expect(steps.length).to.be.greaterThan(3);
  });
});

describe("what the image starts", () => {
  const runtime = stagesOf(containerfile).at(-1);
  const words = (keyword: string): readonly string[] =>
    execForm((runtime && argumentsOf(runtime, keyword)[0]) ?? "") ?? [];

  it("is what docs/operators.md starts, whose every block a test runs", () => {
    const [, ...entrypoint] = words("ENTRYPOINT");
    const [verb, ...options] = words("CMD");
    const started = ["node", ...entrypoint, verb, options[0]].join(" ");
    expect(readFileSync("docs/operators.md", "utf8")).to.contain(`  ${started} "$NODE"`);
    for (const [name, { command }] of operators()) expect(command, name).to.deep.equal(words("CMD"));
  });

  it("answers its health check with yes only while the node lives", async () => {
    const check = (runtime && argumentsOf(runtime, "HEALTHCHECK")[0]) ?? "";
    const [, script = "", url = ""] = execForm(check.slice(check.indexOf("["))) ?? [];
    expect(new URL(url).pathname).to.equal("/livez");
    let status = 200;
    const server = createServer((_, response) => response.writeHead(status).end("LOOP_STUCK"));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const ask = (to: string) =>
      promisify(execFile)(process.execPath, [script, to]).then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
    const here = `http://127.0.0.1:${port}/livez`;
    expect(await ask(here)).to.equal(0);
    status = 503;
    expect(await ask(here)).to.equal(1);
    server.close();
    expect(await ask(here)).to.equal(1);
  });
});
