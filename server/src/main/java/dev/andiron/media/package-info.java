/// How a body is spelled: JSON or YAML, in and out.
///
/// Owns content negotiation (`Content-Type`, `Accept`, `_format`) between `http` and `json`. It
/// never knows what a body means.
@NullMarked
package dev.andiron.media;

import org.jspecify.annotations.NullMarked;
