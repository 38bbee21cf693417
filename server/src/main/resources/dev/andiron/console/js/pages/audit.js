/**
 * `/ui/audit`: who did what to what, the latest first. The filter stands in the address: `?person=`, `?patient=`, `?kind=`, `?outcome=`,
 * `?from=`, `?to=`.
 */
import { page, search } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { KINDS, namesFor } from "../lib/records.js";
import { clearFaults, showFaults } from "../components/faults.js";
import { choice, field } from "../components/field.js";
import { empty } from "../components/notice.js";
import { recordEntry } from "../components/record-entry.js";
import { pager } from "../components/table.js";
import { userReference } from "../components/user-reference.js";

const PAGE = 50;
const OUTCOMES = [
  ["", "Any"],
  ["0", "Done"],
  ["4", "Refused"],
  ["8,12", "Failed"],
];
const NAMES = ["person", "patient", "kind", "outcome", "from", "to"];

export default async function audit({ query }) {
  let filter = Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""]));
  let path = null; // of a page beside the first
  const list = h("ol", { class: "records", "aria-label": "Records, the latest first", tabindex: "-1" });
  const nothing = h("div", {});
  const pages = h("div", {});
  const refusal = h("div", {});
  const submit = () => form.requestSubmit();
  const form = h(
    "form",
    { class: "session-filters", role: "search", "aria-label": "Filter", onsubmit: (event) => apply(event) },
    field("Person", { name: "person", "data-element": "user", value: filter.person, hint: "Id, user name or e-mail." }),
    field("Patient", { name: "patient", value: filter.patient, hint: "The id of the patient." }),
    choice("What", KINDS, { name: "kind", value: filter.kind, onchange: submit }),
    choice("Outcome", OUTCOMES, { name: "outcome", value: filter.outcome, onchange: submit }),
    field("From", { name: "from", type: "date", value: filter.from }),
    field("To", { name: "to", type: "date", value: filter.to }),
    h("button", { type: "submit" }, "Filter"),
  );

  await look();
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", {}, "Audit"), h("p", {}, "Who did what to what, and from where. Looking here is recorded, too.")),
    ),
    form,
    refusal,
    nothing,
    list,
    pages,
  );

  async function load() {
    const asked = JSON.stringify([filter, path]);
    const found = path ? await page(path) : await search("AuditEvent", { ...(await parameters()), _sort: "-date", _count: PAGE, _total: "none" });
    const names = await namesFor(found.resources);
    if (asked === JSON.stringify([filter, path])) {
      draw(found, names);
    }
  }

  async function parameters() {
    const { person, patient, kind, outcome, from, to } = filter;
    return {
      agent: await userReference(person),
      patient: patient.replace(/^Patient\//, ""),
      subtype: kind,
      outcome,
      date: [from ? `ge${from}` : null, to ? `le${to}` : null],
    };
  }

  function draw(found, names) {
    fill(list, found.resources.map((each) => recordEntry(each, names)));
    list.hidden = found.resources.length === 0;
    fill(
      nothing,
      found.resources.length === 0 ? empty("No such record", "Change the filter. With --audit off nothing is recorded, and with writes no reads.") : null,
    );
    fill(pages, pager(found, open));
    clearFaults(form, refusal);
  }

  async function open(next) {
    path = next;
    await look();
    list.focus();
    scrollTo(0, 0);
  }

  async function apply(event) {
    event.preventDefault();
    filter = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    path = null;
    const entries = Object.entries(filter).filter(([, value]) => value);
    history.replaceState(null, "", `/ui/audit${entries.length ? `?${new URLSearchParams(entries)}` : ""}`);
    await look();
  }

  /** A refusal is shown at its place, and nothing of what was shown before stays. */
  async function look() {
    try {
      await load();
    } catch (error) {
      draw({ resources: [], next: null, previous: null }, new Map());
      fill(nothing);
      showFaults(form, refusal, error);
    }
  }
}
