/// The JSON tree that every room speaks, and its two spellings, JSON and YAML.
///
/// Owns parsing with its limits and writing; keeps member order and the source text of numbers, and
/// of YAML's plain scalars until somebody knows the type of their element. It never knows what a
/// resource is; it is the only package that sees Jackson and snakeyaml-engine.
@NullMarked
package dev.andiron.json;

import org.jspecify.annotations.NullMarked;
