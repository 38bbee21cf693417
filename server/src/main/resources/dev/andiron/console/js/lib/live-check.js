/**
 * What the server says of a resource before it is saved: `POST /{type}/$validate`.
 */
import { api, pathOf } from "./api.js";

const NOT_OFFERED = [403, 405];

/** Where this person may not ask. */
const refused = new Set();

/**
 * @param {string|null} id of the resource that it is the next version of; null for a new one
 * @returns {Promise<Array|null>} the faults, as an editor shows them; null where nobody can tell
 */
export async function faultsOf(resourceType, id, text, type) {
  const path = `${id === null ? `/${resourceType}` : pathOf(resourceType, id)}/$validate`;
  if (refused.has(path)) {
    return null;
  }
  try {
    const outcome = (await api("POST", path, { body: text, type })).json();
    return (outcome?.issue ?? [])
      .filter((issue) => issue.severity !== "information")
      .map((issue) => ({ expression: issue.expression?.[0] ?? "", message: issue.diagnostics ?? issue.details?.text ?? issue.code }));
  } catch (error) {
    if (NOT_OFFERED.includes(error.status)) {
      refused.add(path);
      return null;
    }
    return error.issues?.length ? error.issues : null;
  }
}
