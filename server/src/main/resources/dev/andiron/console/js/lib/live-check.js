/**
 * What the server says of a resource before it is saved: `POST /{type}/$validate`.
 */
import { api } from "./api.js";

const NOT_OFFERED = [403, 404, 405];

let offered = true;

/** @returns {Promise<Array|null>} the faults, as an editor shows them; null where nobody can tell */
export async function faultsOf(resourceType, text, type) {
  if (!offered) {
    return null;
  }
  try {
    const outcome = (await api("POST", `/${resourceType}/$validate`, { body: text, type })).json();
    return (outcome?.issue ?? [])
      .filter((issue) => issue.severity !== "information")
      .map((issue) => ({ expression: issue.expression?.[0] ?? "", message: issue.diagnostics ?? issue.details?.text ?? issue.code }));
  } catch (error) {
    if (NOT_OFFERED.includes(error.status)) {
      offered = false;
      return null;
    }
    return error.issues?.length ? error.issues : null;
  }
}
