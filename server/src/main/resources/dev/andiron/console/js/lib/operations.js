/**
 * What requests can be, for policies to speak of: `[{word, says}]`, by name.
 */
import { search } from "./api.js";
import { may } from "./session.js";

const MOST = 1000;

/** None where they cannot be had: to complete words is a courtesy. */
export async function operations() {
  if (!may("search", "Operation")) {
    return [];
  }
  try {
    const { resources } = await search("Operation", { _sort: "_id", _count: MOST });
    return resources.map(({ id, description }) => ({ word: id, says: description }));
  } catch {
    return [];
  }
}
