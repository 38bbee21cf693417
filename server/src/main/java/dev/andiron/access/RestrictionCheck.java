package dev.andiron.access;

import dev.andiron.resource.Issue;
import java.util.List;

/// Says what is wrong with what a policy shows.
@FunctionalInterface
interface RestrictionCheck {
  List<Issue> issues(Policy policy);
}
