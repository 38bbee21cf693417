package dev.andiron.search;

import dev.andiron.resource.Issue;
import java.util.List;

/// A query that cannot be answered as it was asked: an unknown parameter, a malformed value, a
/// bound that was passed. Each issue's `expression` is the name of its parameter.
public final class SearchRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Issue> issues;

  SearchRefusedException(List<Issue> issues) {
    super("search refused", null, false, false);
    this.issues = List.copyOf(issues);
  }

  public List<Issue> issues() {
    return issues;
  }
}
