import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { measured } from "../../../oracle/observe.ts";
import { createIndexMetrics } from "../../../oracle/shared/indexMetrics.ts";
import { addProcessMetrics } from "../../../oracle/shared/metrics/process.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import { PROBLEM_CODES } from "../../../oracle/shared/problems.ts";
import { createWatchMetrics } from "../../../oracle/shared/watchMetrics.ts";

const CONTAINER = path.resolve(import.meta.dirname, "../../../container");
const read = (file: string) => readFileSync(path.join(CONTAINER, file), "utf8");

type Target = { readonly expr: string; readonly datasource: { readonly uid: string } };
type Panel = { id: number; type: string; title: string; gridPos: Record<string, number>; targets?: Target[] };
const dashboard = JSON.parse(read("grafana/dashboards/operators.json")) as {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { name: string; type: string; query: unknown }[] };
};
const targets = dashboard.panels.flatMap((panel) => panel.targets ?? []);
const alerts = read("prometheus/alerts.yml");
const alertExpressions = [...alerts.matchAll(/^ +expr: (.+)$/gm)].map(([, expr]) => expr as string);

const namesIn = (expressions: readonly string[]): Set<string> =>
  new Set(
    expressions.flatMap((text) =>
      [...text.matchAll(/\b(?:theriac|process|nodejs)_[a-z0-9_]+/g)].map(([name]) =>
        name.replace(/_bucket$/, ""),
      ),
    ),
  );

/** What an operator cannot be without, on one screen. */
const IMPORTANT = [
  ...["ready", "problem", "request_age_seconds", "oldest_unfulfilled_seconds", "unfulfilled_requests"],
  ...["mismatches_total", "halted_requests", "step_failures_total", "gas_used_total", "signer_balance_ether"],
  ...["peer_up", "peer_latency_seconds", "rewinds_total", "reorg_depth_blocks", "head_age_seconds"],
  ...["store_seconds", "store_failures_total", "inference_seconds", "model_active"],
].map((name) => `theriac_${name}`);

describe("dashboard and alerts", () => {
  const node = createMetrics();
  const known = new Map<string, readonly string[]>();

  before(async () => {
    addProcessMetrics(node.registry, "1.2.3");
    for (const { registry } of [node, createWatchMetrics(), createIndexMetrics()]) {
      const all = await registry.getMetricsAsArray();
      for (const metric of all) {
        known.set(metric.name, (metric as unknown as { labelNames?: string[] }).labelNames ?? []);
      }
    }
  });

  it("name only metrics that there are", () => {
    const named = namesIn([...targets.map(({ expr }) => expr), ...alertExpressions]);
    expect([...named].filter((name) => !known.has(name))).to.deep.equal([]);
    expect(alertExpressions.length).to.be.greaterThan(10);
  });

  it("show everything that an operator cannot be without", () => {
    const shown = namesIn(targets.map(({ expr }) => expr));
    expect(IMPORTANT.filter((name) => !shown.has(name))).to.deep.equal([]);
  });

  it("ask for labels that the metrics have", () => {
    const builtIn = ["instance", "job", "le"];
    for (const text of [...targets.map(({ expr }) => expr), ...alertExpressions]) {
      for (const [, name, matchers] of text.matchAll(/\b(theriac_[a-z0-9_]+?)(?:_bucket)?\{([^}]*)\}/g)) {
        const asked = [...(matchers as string).matchAll(/([a-z]+)\s*(?:=~|!=|=)/g)].map(([, label]) => label);
        const labels = [...builtIn, ...(known.get(name as string) ?? [])];
        expect(labels, text).to.include.members(asked);
      }
    }
  });

  it("know the problems' codes", () => {
    const codes = [...alerts.matchAll(/code="([A-Z_]+)"/g)].map(([, code]) => code);
    expect(PROBLEM_CODES).to.include.members(codes);
  });

  it("make a dashboard as Grafana imports it", () => {
    expect(dashboard.schemaVersion).to.be.at.least(36);
    expect(dashboard.uid).to.match(/^[a-z-]{1,40}$/);
    expect(dashboard.templating.list[0]).to.deep.include({
      name: "datasource",
      type: "datasource",
      query: "prometheus",
    });
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const { type, title, gridPos, targets: asked } of dashboard.panels) {
      expect(gridPos, title).to.include.keys("h", "w", "x", "y");
      expect((gridPos.x ?? 0) + (gridPos.w ?? 0), title).to.be.at.most(24);
      if (type === "row") continue;
      expect(asked, title).to.have.length.greaterThan(0);
      for (const { datasource } of asked ?? []) expect(datasource.uid, title).to.equal(`\${datasource}`);
    }
  });

  it("name no request, person or address by a label", () => {
    const labels = new Set([...known.values()].flat());
    for (const name of ["request", "id", "address", "operator", "consent", "signer", "url"]) {
      expect([...labels]).to.not.include(name);
    }
  });
});

describe("a measured store", () => {
  it("does what the store does, and counts time and failures by operation", async () => {
    const metrics = createMetrics();
    const broken = Object.assign(new Error("no disk"), { code: "STORE_UNAVAILABLE" });
    const store = measured(
      { read: async (n: number) => n + 1, write: () => Promise.reject(broken), limit: 5 },
      metrics,
    );
    expect([await store.read(1), store.limit]).to.deep.equal([2, 5]);
    expect(await store.write().catch((error: unknown) => error)).to.equal(broken);
    const text = await metrics.registry.metrics();
    expect(text).to.include('theriac_store_seconds_count{operation="read"} 1');
    expect(text).to.include('theriac_store_failures_total{operation="write",code="STORE_UNAVAILABLE"} 1');
  });
});
