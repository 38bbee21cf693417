package dev.andiron.structure;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What was found to be wrong in one resource, and the place where the walk just is. The place is
/// put into words only where there is a fault.
final class Faults {
  /// More faults than this help nobody.
  static final int MOST = 100;

  private static final int NO_INDEX = -1;
  private static final int LONGEST_EXCERPT = 40;

  private final List<Issue> issues = new ArrayList<>();
  private String[] names = new String[16];
  private int[] indexes = new int[16];
  private int depth;

  /// All of them; where these are as many as are told, one more that says so.
  List<Issue> issues() {
    if (full()) {
      issues.add(
          new Issue(
              Issue.Kind.PROCESSING,
              "",
              "Only the first " + MOST + " faults are told; there may be more."));
    }
    return List.copyOf(issues);
  }

  boolean full() {
    return issues.size() >= MOST;
  }

  /// Goes down to a member.
  void enter(String name) {
    if (depth == names.length) {
      names = Arrays.copyOf(names, depth * 2);
      indexes = Arrays.copyOf(indexes, depth * 2);
    }
    names[depth] = name;
    indexes[depth] = NO_INDEX;
    depth++;
  }

  /// Goes to an element of the member's list.
  void at(int index) {
    indexes[depth - 1] = index;
  }

  /// Leaves the list's elements for the list as a whole.
  void atWhole() {
    indexes[depth - 1] = NO_INDEX;
  }

  void leave() {
    depth--;
  }

  void add(Issue.Kind kind, String message) {
    if (!full()) {
      issues.add(new Issue(kind, place(), message));
    }
  }

  /// A fault of a member of the object where the walk is.
  void add(Issue.Kind kind, String member, String message) {
    enter(member);
    add(kind, message);
    leave();
  }

  /// Where the walk is.
  String place() {
    StringBuilder place = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      String name = names[i];
      place.append(i == 0 ? "" : ".").append(excerpt(name.startsWith("_") ? rest(name) : name));
      if (indexes[i] != NO_INDEX) {
        place.append('[').append(indexes[i]).append(']');
      }
    }
    return place.toString();
  }

  private static String rest(String name) {
    return name.substring(1);
  }

  /// What kind of value was found, in words.
  static String kind(Json value) {
    return switch (value) {
      case JsonObject _ -> "an object";
      case JsonArray _ -> "a list";
      case JsonString _ -> "a string";
      case JsonNumber _ -> "a number";
      case JsonBoolean _ -> "a boolean";
      case JsonNull _ -> "null";
      case JsonPlain _ -> "a scalar";
    };
  }

  /// The beginning of a text, on one line.
  static String excerpt(String text) {
    StringBuilder excerpt = new StringBuilder();
    int end =
        text.codePointCount(0, text.length()) > LONGEST_EXCERPT
            ? text.offsetByCodePoints(0, LONGEST_EXCERPT)
            : text.length();
    text.substring(0, end)
        .codePoints()
        .forEach(c -> excerpt.appendCodePoint(Character.isISOControl(c) ? '�' : c));
    return end < text.length() ? excerpt.append('…').toString() : excerpt.toString();
  }
}
