package dev.andiron.access;

import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request whose caller is known and which a policy allows.
///
/// @param content what [#body] gives
/// @param parameters of the query string and, for a `POST …/_search`, of the form after them: what
///   the policies saw, so search by these and not by the query alone
/// @param view what of the resources there are the caller may see: only a handler that was
///   protected by [Guard#protectNarrowed] is ever called with less than everything
public record ProtectedCall(
    Request request,
    Caller caller,
    Supplier<@Nullable Json> content,
    Parameters parameters,
    View view) {
  ProtectedCall(Request request, Caller caller, @Nullable Json body, Parameters parameters) {
    this(request, caller, () -> body, parameters);
  }

  public ProtectedCall(
      Request request, Caller caller, Supplier<@Nullable Json> content, Parameters parameters) {
    this(request, caller, content, parameters, View.ALL);
  }

  /// The same call of somebody who may see no more than this.
  public ProtectedCall within(View seen) {
    return new ProtectedCall(request, caller, content, parameters, seen);
  }

  /// The parsed body, plain YAML scalars still undecided; null where there is none or where it is a
  /// form. In the entry of a bundle it may be parsed each time it is asked for: then ask once, and
  /// late.
  ///
  /// @throws dev.andiron.json.JsonException there, where it cannot be parsed
  public @Nullable Json body() {
    return content.get();
  }
}
