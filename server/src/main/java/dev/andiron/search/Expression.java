package dev.andiron.search;

import dev.andiron.json.Json;
import java.util.List;

/// The part of FHIRPath (<http://hl7.org/fhirpath/N1/>) that search parameters are written in.
sealed interface Expression {
  /// A name that begins a path: a type (`Patient`) or an element of the resource (`name`), or,
  /// within `where`, of what is looked at.
  record Root(String name) implements Expression {}

  /// What is looked at itself: where a path begins with a function (`extension('url')`).
  record This() implements Expression {}

  /// `.name`
  record Child(Expression of, String name) implements Expression {}

  /// `as T`, `.as(T)`, `.ofType(T)`: the values of this type.
  record Cast(Expression of, String type) implements Expression {}

  /// `[0]`, `.first()`
  record Item(Expression of, int index) implements Expression {}

  /// `.where(…)`
  record Where(Expression of, Expression condition) implements Expression {}

  /// `a | b`
  record Union(List<Expression> parts) implements Expression {}

  /// `resolve() is T`, within `where`: what is looked at is a reference to this type.
  record Resolves(String type) implements Expression {}

  /// `.exists()`
  record Exists(Expression of) implements Expression {}

  /// `.not()`, and `.empty()` as what does not exist.
  record Not(Expression condition) implements Expression {}

  /// `a and b`
  record And(Expression left, Expression right) implements Expression {}

  /// `a or b`
  record Or(Expression left, Expression right) implements Expression {}

  /// `a = 'b'`; a path that finds nothing is not equal.
  record Equals(Expression of, Json literal) implements Expression {}

  /// `a != true`; a path that finds nothing is not different.
  record Differs(Expression of, Json literal) implements Expression {}
}
