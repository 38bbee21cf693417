package dev.andiron.access;

import dev.andiron.resource.ResourceKey;
import dev.andiron.search.HiddenElements;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A compiled AccessPolicy.
///
/// @param links whom or what it is for, any of them; none: everybody
/// @param roleName only users who have a Role of this name, or null: no matter which roles
/// @param restriction which resources it shows of what it allows
/// @param hidden which elements it leaves out of these
record Policy(
    String id,
    List<ResourceKey> links,
    @Nullable String roleName,
    Rule rule,
    Restriction restriction,
    HiddenElements hidden) {

  /// One that shows everything of what it allows.
  Policy(String id, List<ResourceKey> links, @Nullable String roleName, Rule rule) {
    this(id, links, roleName, rule, Restriction.NONE, HiddenElements.NONE);
  }

  /// Whether it shows everything of what it allows.
  boolean showsAll() {
    return restriction.equals(Restriction.NONE) && hidden.isNone();
  }

  /// What must hold of the request.
  sealed interface Rule {
    /// @throws Matcho.Exhausted when it takes more work than a policy may take
    boolean allows(RequestObject request);

    /// Why it does not allow the request, or null where it does; for people, not for every request.
    ///
    /// @throws Matcho.Exhausted when it takes more work than a policy may take
    default @Nullable Failure failure(RequestObject request) {
      return allows(request) ? null : new Failure("", "The rule does not allow the request.");
    }
  }

  record Allow() implements Rule {
    @Override
    public boolean allows(RequestObject request) {
      return true;
    }
  }

  /// An operation that was made public. That is never meant of the server's own types: nobody's
  /// users, sessions and policies are read or written by somebody who is not known.
  ///
  /// @param own whether this is a type of the server's own
  record Opened(Predicate<String> own) implements Rule {
    @Override
    public boolean allows(RequestObject request) {
      String type = request.type();
      return type == null || !own.test(type);
    }

    @Override
    public @Nullable Failure failure(RequestObject request) {
      return allows(request)
          ? null
          : new Failure("public", "What is public is never one of the server's own types.");
    }
  }

  record Matching(MatchoPattern pattern) implements Rule {
    @Override
    public boolean allows(RequestObject request) {
      return Matcho.matches(pattern, request);
    }

    @Override
    public @Nullable Failure failure(RequestObject request) {
      return MatchoFailure.of(pattern, request);
    }
  }

  /// The engine `json-schema`.
  record Conforming(RequestSchema schema) implements Rule {
    @Override
    public boolean allows(RequestObject request) {
      return failure(request) == null;
    }

    @Override
    public @Nullable Failure failure(RequestObject request) {
      return schema.failure(request);
    }
  }

  /// The engine `sql`.
  ///
  /// @param policy the id of the policy, for the log
  /// @param database where the query is asked; without one it allows nothing
  record Asking(PolicyQuery query, String policy, @Nullable PolicyDatabase database)
      implements Rule {
    @Override
    public boolean allows(RequestObject request) {
      return database != null && database.allows(query, request, policy);
    }

    @Override
    public @Nullable Failure failure(RequestObject request) {
      return allows(request)
          ? null
          : new Failure("sql.query", "The query does not answer true, or fails (see the log).");
    }
  }

  record AllOf(List<Rule> rules) implements Rule {
    @Override
    public boolean allows(RequestObject request) {
      for (Rule rule : rules) {
        if (!rule.allows(request)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public @Nullable Failure failure(RequestObject request) {
      for (int i = 0; i < rules.size(); i++) {
        Failure failure = rules.get(i).failure(request);
        if (failure != null) {
          return failure.within("and[" + i + "]");
        }
      }
      return null;
    }
  }

  record AnyOf(List<Rule> rules) implements Rule {
    @Override
    public boolean allows(RequestObject request) {
      for (Rule rule : rules) {
        if (rule.allows(request)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public @Nullable Failure failure(RequestObject request) {
      List<Failure> failures = new ArrayList<>();
      for (int i = 0; i < rules.size(); i++) {
        Failure failure = rules.get(i).failure(request);
        if (failure == null) {
          return null;
        }
        failures.add(failure.within("or[" + i + "]"));
      }
      return Failure.ofNone("or", failures, rules.size());
    }
  }

  /// Whether the policy allows the request, once it is known to be for its caller. One that cannot
  /// be evaluated within bounds allows nothing.
  boolean allows(RequestObject request) {
    try {
      return rule.allows(request);
    } catch (Matcho.Exhausted _) {
      return false;
    }
  }
}
