/**
 * The person of the records that a user is: `fhirUser`.
 */
import { api, pathOf } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { humanName } from "../lib/people.js";
import { partsOf, patchResource, referenceOf, resourcePath } from "../lib/resource.js";
import { may } from "../lib/session.js";
import { ask } from "./dialog.js";
import { faultOf } from "./faults.js";
import { message, problem } from "./notice.js";
import { referencePicker } from "./reference-picker.js";

const TYPES = ["Patient", "Practitioner", "PractitionerRole", "RelatedPerson", "Person"];

/** @param {{user: object}} state @param {{changed: (saved: object) => void}} on */
export function userPerson(state, on) {
  const heading = h("h2", { id: "person", tabindex: "-1" }, "Person");
  const place = h("div", { class: "stack tight" });
  const card = h("section", { class: "card stack", "aria-labelledby": "person" }, heading, place);
  draw();
  return card;

  function draw() {
    const reference = referenceOf(state.user.fhirUser);
    const { type, id } = partsOf(reference);
    const types = TYPES.filter((each) => may("search", each));
    const editable = may("patch", "User");
    const name = h("span", { class: "muted" });
    fill(
      place,
      id
        ? h("p", {}, h("a", { href: resourcePath(type, id) }, reference), " ", name)
        : h("p", { class: "muted" }, "Linked to nobody. Policies can let a user see only what belongs to the person that they are."),
      h(
        "div",
        { class: "actions" },
        editable && types.length > 0
          ? h("button", { type: "button", onclick: () => link(types) }, id ? "Link another person" : "Link a person")
          : null,
        editable && id ? h("button", { type: "button", onclick: unlink }, "Remove the link") : null,
      ),
    );
    if (id && may("read", type)) {
      callByName(name, type, id);
    }
  }

  async function link(types) {
    const picker = referencePicker({ types, label: "Name", element: "fhirUser" });
    const saved = await ask("Link a person", [picker], {
      action: "Link",
      submit: () => {
        if (!picker.value) {
          throw faultOf("fhirUser", "Choose somebody from the list.");
        }
        const { type, id } = picker.value;
        return patchResource("User", state.user.id, { fhirUser: { ...GONE, reference: `${type}/${id}` } });
      },
    });
    if (saved) {
      done(saved, "The user is linked.");
    }
  }

  async function unlink() {
    try {
      done(await patchResource("User", state.user.id, { fhirUser: null }), "The link was removed.");
    } catch (error) {
      place.append(problem(error));
    }
  }

  function done(saved, text) {
    on.changed(saved);
    draw();
    message(text);
    heading.focus();
  }
}

// A merge patch adds to what is there: the other spelling of a reference must go.
const GONE = { resourceType: null, id: null, type: null, identifier: null, display: null };

async function callByName(place, type, id) {
  try {
    const person = (await api("GET", pathOf(type, id))).json();
    place.textContent = [humanName(person.name), person.birthDate ? `born ${person.birthDate}` : ""].filter(Boolean).join(", ");
  } catch (error) {
    place.textContent = error.status === 404 || error.status === 410 ? "(there is no such resource)" : "";
  }
}
