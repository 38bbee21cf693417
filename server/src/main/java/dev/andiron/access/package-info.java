/// Who is calling, and whether they may.
///
/// Owns authentication of requests (Bearer and Basic), the request object that policies see, the
/// policy engines and the decision. It calls `identity` for users, clients, roles and sessions; it
/// never signs anybody in, never answers a request itself and never tells a refused caller what
/// exists.
@NullMarked
package dev.andiron.access;

import org.jspecify.annotations.NullMarked;
