/**
 * What a resource of any type is about, for lists and headings: names, codes, whom it concerns, when.
 */
import { humanName } from "./people.js";
import { referenceOf } from "./resource.js";
import { nameOf } from "./session.js";

const MOST = 120;

/** A line that tells people which one it is; "" where nothing in it does. */
export function titleOf(resource) {
  switch (resource.resourceType) {
    case "User": {
      const name = nameOf(resource);
      return name === resource.id ? "" : name;
    }
    case "Session":
      return [resource.type, referenceOf(resource.user)].filter(Boolean).join(", ");
    case "AccessPolicy":
      return resource.description ?? resource.engine ?? "";
    case "Role":
      return [resource.name, referenceOf(resource.user)].filter(Boolean).join(", ");
    case "Bundle":
      return [resource.type, `${resource.entry?.length ?? 0} entries`].join(", ");
    default:
      return short(named(resource) || coded(resource) || resource.description || "");
  }
}

function named(resource) {
  const { name, title, alias } = resource;
  if (name && typeof name === "object") {
    return humanName(name);
  }
  return [title, name, alias].flat().find((each) => typeof each === "string" && each) ?? "";
}

function coded(resource) {
  const { code, vaccineCode, medicationCodeableConcept, type, category, class: kind } = resource;
  for (const concept of [code, vaccineCode, medicationCodeableConcept, type, kind, category]) {
    const text = textOf(concept);
    if (text) {
      const value = valueOf(resource);
      return value ? `${text}: ${value}` : text;
    }
  }
  return resource.medicationReference?.display ?? "";
}

/** A CodeableConcept, Coding or code, or the first of several, as one reads it. */
export function textOf(concept) {
  const first = [concept].flat()[0];
  if (!first || typeof first === "string") {
    return first ?? "";
  }
  const coding = first.coding?.[0] ?? first;
  return first.text ?? coding.display ?? (typeof coding.code === "string" ? coding.code : "") ?? "";
}

/** What was measured. */
function valueOf(resource) {
  const quantity = resource.valueQuantity;
  if (quantity?.value !== undefined) {
    return [quantity.comparator, String(quantity.value), quantity.unit ?? quantity.code].filter(Boolean).join(" ");
  }
  const other =
    resource.valueString ?? resource.valueBoolean ?? resource.valueInteger ?? resource.valueDateTime;
  return other === undefined ? textOf(resource.valueCodeableConcept) : String(other);
}

/** Whom or what it is about, as `Patient/1`. */
export function subjectOf(resource) {
  const about = resource.subject ?? resource.patient ?? resource.beneficiary ?? resource.individual ?? resource.fhirUser;
  return about && !Array.isArray(about) ? referenceOf(about) : null;
}

/** One word on how it stands. */
export function statusOf(resource) {
  const { status, clinicalStatus, active, inactive } = resource;
  if (typeof status === "string") {
    return status;
  }
  if (clinicalStatus) {
    return textOf(clinicalStatus);
  }
  if (inactive === true || active === false) {
    return "inactive";
  }
  return active === true ? "active" : "";
}

const DATES = [
  "birthDate",
  "effectiveDateTime",
  "effectiveInstant",
  "onsetDateTime",
  "occurrenceDateTime",
  "performedDateTime",
  "authoredOn",
  "recordedDate",
  "issued",
  "dateTime",
  "date",
  "start",
  "created",
  "sent",
  "timestamp",
];

/** The date that matters most, as it was written. */
export function dateOf(resource) {
  const date = DATES.map((name) => resource[name]).find((each) => typeof each === "string");
  const period = resource.effectivePeriod ?? resource.performedPeriod ?? resource.period;
  return date ?? period?.start ?? "";
}

function short(text) {
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
