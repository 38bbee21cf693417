package dev.andiron.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The routes by their segments. A literal is preferred to a mark, leftmost segment first; a
/// pattern that has no route of the method does not hide a less particular one that has: with `GET
/// /User/{id}` and `PUT /{type}/{id}`, `PUT /User/u` goes to the latter. The mark `{type}` takes
/// only what can be the name of a type, so that `GET /auth/token` is no read of an `auth`. A tail
/// mark `{path...}` at the end takes whatever is left, be it nothing, if nothing else fits.
final class RouteTree {
  private static final String TAIL = "...}";

  private final Node root = new Node();

  RouteTree(List<Route> routes) {
    for (Route route : routes) {
      add(route);
    }
  }

  /// What a path and method lead to.
  ///
  /// @param route null where the path is not known, or the method is not
  /// @param methods where there is no route, what those of the path allow; empty where the path is
  ///   not known
  record Match(@Nullable Route route, Map<String, String> parameters, Set<String> methods) {
    /// What somebody is told whose request leads to no route.
    HttpProblem refusal() {
      if (methods.isEmpty()) {
        return new HttpProblem(404, "There is nothing at this path.");
      }
      String allow = String.join(", ", methods);
      // RFC 9110 §15.5.6: a 405 names the methods that are allowed.
      return new HttpProblem(
          405,
          "This method is not allowed here; allowed are " + allow + ".",
          Headers.NONE.with("Allow", allow));
    }
  }

  Match match(String method, List<String> segments) {
    List<Node> ends = new ArrayList<>();
    collect(root, segments, 0, ends);
    for (Node end : ends) {
      Leaf found = end.leaf(method);
      if (found != null) {
        return new Match(found.route(), found.parameters(segments), Set.of());
      }
    }
    return new Match(null, Map.of(), methods(ends));
  }

  private static Set<String> methods(List<Node> ends) {
    Set<String> methods = new TreeSet<>();
    ends.forEach(end -> methods.addAll(end.leaves.keySet()));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    if (!methods.isEmpty()) {
      methods.add("OPTIONS");
    }
    return methods;
  }

  private static void collect(Node node, List<String> segments, int depth, List<Node> ends) {
    if (depth == segments.size()) {
      if (!node.leaves.isEmpty()) {
        ends.add(node);
      }
    } else {
      descend(node, segments, depth, ends);
    }
    if (node.tail != null) {
      ends.add(node.tail);
    }
  }

  private static void descend(Node node, List<String> segments, int depth, List<Node> ends) {
    Node literal = node.literals.get(segments.get(depth));
    if (literal != null) {
      collect(literal, segments, depth + 1, ends);
    }
    if (node.mark != null && (!node.marksType || isTypeName(segments.get(depth)))) {
      collect(node.mark, segments, depth + 1, ends);
    }
  }

  private static boolean isTypeName(String segment) {
    return segment.charAt(0) >= 'A' && segment.charAt(0) <= 'Z';
  }

  private void add(Route route) {
    Node node = root;
    List<String> pattern = segments(route.pattern());
    for (int i = 0; i < pattern.size(); i++) {
      String segment = pattern.get(i);
      if (isTail(segment)) {
        if (i < pattern.size() - 1) {
          throw new IllegalArgumentException(
              "a tail mark stands at the end of a pattern: " + route.pattern());
        }
        if (node.tail == null) {
          node.tail = new Node();
        }
        node = node.tail;
      } else if (isMark(segment)) {
        if (node.mark == null) {
          node.mark = new Node();
          node.marksType = true;
        }
        node.marksType &= segment.equals(Route.TYPE);
        node = node.mark;
      } else {
        node = node.literals.computeIfAbsent(segment, _ -> new Node());
      }
    }
    if (node.leaves.putIfAbsent(route.method(), new Leaf(route, pattern)) != null) {
      throw new IllegalArgumentException(
          "two routes for " + route.method() + " " + route.pattern());
    }
  }

  private static boolean isTail(String segment) {
    return segment.startsWith("{") && segment.endsWith(TAIL);
  }

  private static boolean isMark(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static List<String> segments(String pattern) {
    if (!pattern.startsWith("/")) {
      throw new IllegalArgumentException("a route's pattern begins with a slash: " + pattern);
    }
    return pattern.equals("/") ? List.of() : List.of(pattern.substring(1).split("/", -1));
  }

  /// A route and the segments of its pattern.
  private record Leaf(Route route, List<String> pattern) {
    Map<String, String> parameters(List<String> segments) {
      Map<String, String> parameters = new LinkedHashMap<>();
      for (int i = 0; i < pattern.size(); i++) {
        String mark = pattern.get(i);
        if (isTail(mark)) {
          parameters.put(
              mark.substring(1, mark.length() - TAIL.length()),
              String.join("/", segments.subList(i, segments.size())));
        } else if (isMark(mark)) {
          parameters.put(mark.substring(1, mark.length() - 1), segments.get(i));
        }
      }
      return parameters;
    }
  }

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Map<String, Leaf> leaves = new HashMap<>();
    private @Nullable Node mark;
    private @Nullable Node tail;
    private boolean marksType;

    private @Nullable Leaf leaf(String method) {
      Leaf leaf = leaves.get(method);
      // RFC 9110 §9.3.2: HEAD is GET without the content.
      return leaf == null && method.equals("HEAD") ? leaves.get("GET") : leaf;
    }
  }
}
