package dev.andiron.search;

import java.util.List;

/// The part of FHIRPath (<http://hl7.org/fhirpath/N1/>) that search parameters are written in.
sealed interface Expression {
  /// A name that begins a path: a type (`Patient`) or an element of the resource (`name`).
  record Root(String name) implements Expression {}

  /// `.name`
  record Child(Expression of, String name) implements Expression {}

  /// `as T`, `.as(T)`, `.ofType(T)`: the values of this type.
  record Cast(Expression of, String type) implements Expression {}

  /// `[0]`
  record Item(Expression of, int index) implements Expression {}

  /// `.where(resolve() is T)`: the references to this type.
  record WhereResolves(Expression of, String type) implements Expression {}

  /// `.where(system = 'phone')`
  record WhereEquals(Expression of, String element, String value) implements Expression {}

  /// `a | b`
  record Union(List<Expression> parts) implements Expression {}

  /// `.exists()`
  record Exists(Expression of) implements Expression {}

  /// `a and b`
  record And(Expression left, Expression right) implements Expression {}

  /// `a != true`; a path that finds nothing is not different.
  record Differs(Expression of, String literal) implements Expression {}
}
