/**
 * The user that somebody types into a filter.
 */
import { search } from "../lib/api.js";
import { may } from "../lib/session.js";
import { faultOf } from "./faults.js";

/**
 * `User/id` of what was typed, by any of the names with which people sign in; nothing for nothing.
 *
 * @throws what `showFaults` shows at the control of `data-element="user"`, where there is no such user
 */
export async function userReference(text) {
  if (!text || !may("search", "User")) {
    return text ? `User/${text}` : "";
  }
  const keys = [/^[A-Za-z0-9\-.]{1,64}$/.test(text) ? { _id: text } : null, { userName: text }, { email: text }];
  for (const key of keys.filter(Boolean)) {
    const { resources } = await search("User", { ...key, _count: 1 });
    if (resources.length > 0) {
      return `User/${resources[0].id}`;
    }
  }
  // somebody who is gone has left something behind
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text) ? `User/${text}` : noSuchUser(text);
}

function noSuchUser(text) {
  throw faultOf("user", `No user has the id, user name or e-mail ${text}.`);
}
