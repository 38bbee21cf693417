/**
 * `/ui/why`: why a request was denied, by its id; and what would be decided of another one.
 */
import { api } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { field } from "../components/field.js";
import { moment } from "../components/moment.js";
import { problem } from "../components/notice.js";
import { query } from "../components/policy-trial.js";
import { requestForm } from "../components/request-form.js";
import { traceView } from "../components/trace-view.js";

export default function why({ query: parameters }) {
  const asked = parameters.get("request") ?? "";
  const found = h("div", { class: "stack", role: "status" });
  const decided = h("div", { class: "stack", role: "status" });
  const id = field("Request id", { value: asked, class: "code-line", "aria-describedby": "why-hint" });
  if (asked) {
    find();
  }
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", {}, "Why denied?"), h("p", {}, "Who is denied something is not told why; here it stands for a day.")),
    ),
    h(
      "form",
      { class: "card stack tight", onsubmit: submit },
      h("h2", {}, "A denied request"),
      h("div", { class: "adder" }, id, h("button", { type: "submit", class: "primary" }, "Find")),
      h(
        "p",
        { class: "hint", id: "why-hint" },
        "It stands in the header field X-Request-Id of the answer, and below each refusal in this console.",
      ),
      found,
    ),
    h("section", { class: "card stack tight" }, h("h2", {}, "A request that nobody has sent"), requestForm({ label: "Ask", ontry }), decided),
  );

  function submit(event) {
    event.preventDefault();
    find();
  }

  async function find() {
    const request = id.querySelector("input").value.trim();
    try {
      const { decisions } = (await api("GET", `/auth/explain?${new URLSearchParams({ request })}`)).json();
      fill(
        found,
        decisions.map((decision, i) => [h("p", { class: "muted" }, moment(decision.time)), traceView(decision, `What the policies said, ${i + 1}`)]),
      );
    } catch (error) {
      fill(found, problem(error));
    }
  }

  async function ontry(request) {
    try {
      fill(decided, traceView((await api("GET", `/auth/explain?${query(request)}`)).json(), "What the policies in force say"));
    } catch (error) {
      fill(decided, problem(error));
    }
  }
}
