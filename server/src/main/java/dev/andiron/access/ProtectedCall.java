package dev.andiron.access;

import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import org.jspecify.annotations.Nullable;

/// A request whose caller is known and which a policy allows.
///
/// @param body the parsed body, plain YAML scalars still undecided; null where there is none or
///   where it is a form
/// @param parameters of the query string and, for a `POST …/_search`, of the form after them: what
///   the policies saw, so search by these and not by the query alone
public record ProtectedCall(
    Request request, Caller caller, @Nullable Json body, Parameters parameters) {}
