package dev.andiron.structure;

import java.util.List;

/// A stored profile, ready to be held against resources.
///
/// @param type that it constrains
/// @param notes what of it is not checked, in sentences
record Profile(String url, String type, ProfileElement root, List<String> notes) {}
